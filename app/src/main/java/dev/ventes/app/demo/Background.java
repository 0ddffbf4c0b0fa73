package dev.ventes.app.demo;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work on a thread of its own that ends when it is interrupted. A failure of it is told, and the demo goes on. */
final class Background implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    private final Thread thread;

    /** What is done until interrupted. */
    interface Work {
        void run() throws Exception;
    }

    Background(String name, Work work) {
        thread = Thread.ofPlatform().name(name).start(() -> {
            try {
                work.run();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.atError().addKeyValue("work", name).setCause(e).log("ended");
            }
        });
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
