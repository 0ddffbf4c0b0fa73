package dev.ventes.connector;

import dev.ventes.connector.capture.CaptureException;
import dev.ventes.connector.postgres.Publication;
import dev.ventes.connector.postgres.SlotState;
import dev.ventes.connector.postgres.Source;
import dev.ventes.connector.postgres.TermLock;
import dev.ventes.core.topic.Progress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps the lock's session alive, and with it the lock, and looks at what the server could change under us: a
 * publication that is made again silently lacks what was written in between. Owns a thread, and the lock's session
 * while it runs.
 */
final class Watch implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration STOP = Duration.ofSeconds(6);

    private final TermLock lock;
    private final Publication publication;
    private final String table;
    private final String expected;
    private final String standbys;
    private final String slot;
    private final ConnectorMetrics metrics;
    private final CountDownLatch closing = new CountDownLatch(1);
    private Thread thread;

    Watch(
            TermLock lock,
            Publication publication,
            String table,
            Progress.Generation generation,
            String standbys,
            ConnectorMetrics metrics) {
        this.lock = lock;
        this.publication = publication;
        this.table = table;
        this.expected = generation.publication();
        this.slot = generation.slot();
        this.standbys = standbys;
        this.metrics = metrics;
    }

    /**
     * Tells of the end of the lock's session, or of another list of standbys, and that the publication is not the one
     * that it was.
     */
    void start(Consumer<Throwable> failed, Runnable publicationChanged) {
        thread = Thread.ofPlatform().daemon().name("connector-watch").start(() -> {
            try {
                while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                    metrics.slot(SlotState.of(lock.session(), slot));
                    if (!publication.identity(lock.session(), table).equals(Optional.of(expected))) {
                        publicationChanged.run();
                        return;
                    }
                    if (!Objects.equals(Source.standbys(lock.session()), standbys)) {
                        failed.accept(new CaptureException("synchronized_standby_slots was changed"));
                        return;
                    }
                }
            } catch (SQLException | RuntimeException e) {
                failed.accept(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void close() {
        closing.countDown();
        if (thread != null) {
            try {
                thread.join(STOP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
