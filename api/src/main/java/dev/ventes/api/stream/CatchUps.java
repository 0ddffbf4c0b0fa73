package dev.ventes.api.stream;

import dev.ventes.api.stream.CatchUp.Late;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait until somebody reads for them: whoever is free takes all of them. They are no more than there may be
 * clients. Any thread may add; a few of its own work.
 */
final class CatchUps implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUps.class);

    private final BlockingQueue<Late> waiting = new LinkedBlockingQueue<>();
    private final Supplier<EnrichedReader> readers;
    private final Supplier<String> changes;
    private final Ring ring;
    private final ExecutorService threads;

    /**
     * @param atOnce how many read
     * @param changes the id of {@code ventes.changes}
     */
    CatchUps(int atOnce, Supplier<EnrichedReader> readers, Supplier<String> changes, Ring ring) {
        this.readers = readers;
        this.changes = changes;
        this.ring = ring;
        this.threads = Executors.newFixedThreadPool(atOnce, task -> new Thread(task, "catch-up"));
        for (var n = 0; n < atOnce; n++) {
            threads.execute(this::work);
        }
    }

    void add(Late late) {
        // Else those who come and go while everybody is busy would wait here for ever.
        waiting.removeIf(one -> one.client().ended());
        waiting.add(late);
    }

    private void work() {
        try {
            while (true) {
                var late = new ArrayList<Late>();
                late.add(waiting.take());
                waiting.drainTo(late);
                try (var reader = readers.get()) {
                    new CatchUp(reader, ring, late).run(changes.get());
                } catch (RuntimeException broken) {
                    LOG.atError().setCause(broken).log("a catch-up failed");
                    late.forEach(one -> CatchUp.cut(one, "what it has missed could not be read"));
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
