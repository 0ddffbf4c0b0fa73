package dev.ventes.connector;

import dev.ventes.connector.log.ChangesLog;
import dev.ventes.connector.postgres.Postgres;
import dev.ventes.connector.postgres.Preflight;
import dev.ventes.connector.postgres.TermLock;
import dev.ventes.core.log.Peculiarity;
import dev.ventes.core.service.Check;
import dev.ventes.core.service.Service;
import dev.ventes.core.topic.StatusAnnouncer;
import dev.ventes.core.topic.StatusReport.State;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Term after term: waits for the lock, works until something fails, and begins anew. A standby is a connector that
 * waits here. Owns the thread {@code connector}. Dies only of a higher term than its own: then another connector works
 * in its place, and what this one still knows is worth nothing.
 */
final class ConnectorLoop implements Service.Worker, Check {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectorLoop.class);
    private static final String ENGINE = "engine";
    private static final String STANDING_BY = "standby";
    private static final Duration STANDBY = Duration.ofMillis(500);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration GIVE_UP = Duration.ofSeconds(3);
    private static final long HEALTHY_NANOS = Duration.ofSeconds(30).toNanos();

    private final ConnectorConfig config;
    private final Postgres postgres;
    private final Preflight preflight;
    private final ChangesLog log;
    private final ConnectorMetrics metrics;
    private final ExponentialBackoff backoff = new ExponentialBackoff(200, 2, 5_000, 0.2);
    private final CompletableFuture<Void> stop = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("connector").unstarted(this::run);
    private volatile Doing state = new Doing("starting", null);

    /**
     * What the loop is at.
     *
     * @param fault why it cannot get further; null if it can
     */
    private record Doing(String doing, String fault) {
        State toTell() {
            if (fault != null) {
                return State.FAILING;
            }
            return switch (doing) {
                case ENGINE -> State.LEADING;
                case STANDING_BY -> State.STANDBY;
                default -> State.STARTING;
            };
        }
    }

    ConnectorLoop(
            ConnectorConfig config, Postgres postgres, Preflight preflight, ChangesLog log, ConnectorMetrics metrics) {
        this.config = config;
        this.postgres = postgres;
        this.preflight = preflight;
        this.log = log;
        this.metrics = metrics;
    }

    void start() {
        thread.start();
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** {@code standby} while another connector works, which is as well as can be. */
    @Override
    public String name() {
        return state.doing();
    }

    @Override
    public CompletableFuture<String> check() {
        return CompletableFuture.completedFuture(state.fault());
    }

    /** What it tells of itself. */
    StatusAnnouncer.Told status() {
        var now = state;
        var died = ended.isCompletedExceptionally();
        return new StatusAnnouncer.Told(
                now.fault(), died, metrics.report(died ? State.FAILING : now.toTell(), config.slotPrefix()));
    }

    Check live() {
        return new Check() {
            @Override
            public String name() {
                return "worker";
            }

            @Override
            public CompletableFuture<String> check() {
                return ended.isDone()
                        ? ended.thenApply(stopped -> "has stopped")
                        : CompletableFuture.completedFuture(null);
            }
        };
    }

    @Override
    public void close() {
        stop.complete(null);
        try {
            if (!thread.join(STOP)) {
                LOG.warn("the connector did not stop in time");
                thread.interrupt();
                thread.join(GIVE_UP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var failures = 0;
        while (!stop.isDone()) {
            var began = System.nanoTime();
            try {
                runTerm();
            } catch (SupersededException e) {
                state = new Doing("superseded", e.getMessage());
                ended.completeExceptionally(e);
                return;
            } catch (InterruptedException e) {
                break;
            } catch (Exception e) {
                failures = System.nanoTime() - began > HEALTHY_NANOS ? 1 : failures + 1;
                state = new Doing(ENGINE, cause(e));
                var pause = Duration.ofMillis(backoff.backoff(failures - 1L));
                LOG.atWarn()
                        .addKeyValue("attempt", failures)
                        .addKeyValue("cause", cause(e))
                        .addKeyValue("pause", pause)
                        .setCause(LOG.isDebugEnabled() ? e : null)
                        .log("the engine ended; a new one follows");
                pause(pause);
            } catch (Error e) {
                // Not to be mended by a new engine; and nobody may take this for a standby.
                ended.completeExceptionally(e);
                throw e;
            } finally {
                metrics.leads(false);
            }
        }
        ended.complete(null);
    }

    private void runTerm() throws Exception {
        var lock = awaitLock();
        if (lock.isEmpty()) {
            return;
        }
        try (var held = lock.get()) {
            metrics.leads(true);
            preflight.require().forEach(warning -> metrics.peculiar(Peculiarity.IDENTITY_NOT_FULL));
            try (var term = Term.take(config, postgres, held, log, metrics)) {
                state = new Doing(ENGINE, null);
                term.run(stop);
            }
        }
    }

    /** Empty when the connector is to stop. */
    private Optional<TermLock> awaitLock() throws SQLException {
        var lock = TermLock.take(postgres);
        if (lock.isEmpty()) {
            LOG.info("another connector works; standing by");
            state = new Doing(STANDING_BY, null);
        }
        while (lock.isEmpty() && !pause(STANDBY)) {
            lock = TermLock.take(postgres);
        }
        return lock;
    }

    /** True if the connector is to stop. */
    private boolean pause(Duration time) {
        try {
            stop.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static String cause(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
