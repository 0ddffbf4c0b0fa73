package dev.ventes.core.service;

import dev.ventes.core.config.Configuration;
import dev.ventes.core.config.LogConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running service: a worker that never ends by itself, and what must be closed after it, in that order. Made on
 * the main thread; {@link #close} may come from any. The parts are closed once, whoever asks.
 */
public final class Service implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Something that works until it is closed, and says how it ended. */
    public interface Worker extends AutoCloseable {
        /** Completes when the work has ended: exceptionally if it died, which ends the service. */
        CompletableFuture<Void> ended();

        /** Asks for the end and waits for it: what was begun is finished. */
        @Override
        void close();

        /** Two that are closed in this order; ended when both have, or one of them has died. */
        static Worker both(Worker first, Worker second) {
            var ended = CompletableFuture.allOf(first.ended(), second.ended());
            for (var one : List.of(first, second)) {
                one.ended().exceptionally(failure -> {
                    ended.completeExceptionally(failure);
                    return null;
                });
            }
            return new Worker() {
                @Override
                public CompletableFuture<Void> ended() {
                    return ended;
                }

                @Override
                public void close() {
                    first.close();
                    second.close();
                }
            };
        }
    }

    private final String name;
    private final Worker worker;
    private final List<AutoCloseable> parts;
    private boolean closed;

    /** Takes the parts over: they are closed left to right after the worker. */
    public Service(String name, Worker worker, AutoCloseable... parts) {
        this.name = name;
        this.worker = worker;
        this.parts = List.of(parts);
    }

    /** Completes when the worker ends. */
    public CompletableFuture<Void> ended() {
        return worker.ended();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        LOG.atInfo().addKeyValue("service", name).log("stopping");
        close(worker);
        parts.forEach(Service::close);
        LOG.atInfo().addKeyValue("service", name).log("stopped");
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.atWarn()
                    .addKeyValue("part", part.getClass().getSimpleName())
                    .setCause(e)
                    .log("did not close cleanly");
        }
    }

    /**
     * The whole life of a service's process. Exit code 0 after a signal and a clean stop, 2 for a bad configuration
     * (a message, no stack trace), 1 for anything else.
     */
    public static void main(String name, Callable<Service> start) {
        Logging.configure(LogConfig.DEFAULT);
        var started = new AtomicReference<Service>();
        var failed = new AtomicBoolean();
        // The JVM would exit with 143 after SIGTERM although everything was stopped cleanly.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started.get(), failed.get()), "shutdown"));
        try {
            started.set(start.call());
            started.get().ended().get();
        } catch (Configuration.Faults faults) {
            System.err.println(
                    name + ": the configuration has " + faults.lines().size() + " fault(s)");
            faults.lines().forEach(line -> System.err.println("  " + line));
            Runtime.getRuntime().halt(2);
        } catch (Throwable e) {
            // An Error, too: threads that were started already would keep the process alive.
            var cause = e instanceof ExecutionException ? e.getCause() : e;
            LOG.atError().addKeyValue("service", name).setCause(cause).log("ended by a failure");
            failed.set(true);
            System.exit(1);
        }
    }

    /** The last thing that the process does; {@code service} is null where it was asked to stop while it started. */
    private static void stop(Service service, boolean failed) {
        var closed = service == null || completesInTime(CompletableFuture.runAsync(service::close));
        Runtime.getRuntime().halt(closed && !failed ? 0 : 1);
    }

    private static boolean completesInTime(CompletableFuture<Void> closing) {
        try {
            closing.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (Exception late) {
            LOG.atError().setCause(late).log("did not stop in time");
            return false;
        }
    }
}
