package dev.ventes.connector.capture;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Debezium engine, for one term. It ends at its first failure, and has no memory that a next one could be given:
 * Debezium's own restart with a remembered position loses rows. Owns the engine's thread.
 */
public final class CaptureEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureEngine.class);
    private static final Duration STOP = Duration.ofSeconds(12);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> engineEnded = new CompletableFuture<>();
    private final CompletableFuture<Void> polling = new CompletableFuture<>();
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final ChangeSink sink;
    private Thread thread;

    public CaptureEngine(Properties properties, ChangeSink sink) {
        this.sink = sink;
        this.engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(properties)
                .using(CaptureEngine.class.getClassLoader())
                .using((success, message, error) -> {
                    engineEnded.complete(null);
                    fail(error == null ? new CaptureException("the engine ended: " + message) : error);
                })
                .using(new DebeziumEngine.ConnectorCallback() {
                    @Override
                    public void pollingStarted() {
                        polling.complete(null);
                    }
                })
                // Whenever the sink marks a batch, which has been announced then.
                .using((marked, sinceLast) -> marked > 0)
                .notifying(sink)
                .build();
    }

    public void start() {
        thread = Thread.ofPlatform().daemon().name("connector-engine").start(engine);
    }

    /** Asks the engine to read rows once more while it streams; it tells of it in the stream. */
    public void read(String id, String request) {
        engine.getSignaler().signal(new DebeziumEngine.Signal(id, "execute-snapshot", request, Map.of()));
    }

    /** Completes exceptionally when the engine has ended or must end; never otherwise. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** The engine must end, for this reason. Any thread; does not wait. */
    public void fail(Throwable why) {
        ended.completeExceptionally(why);
    }

    /** Stops at once if the engine has failed; else lets it finish its batch. */
    @Override
    public void close() {
        if (thread == null) {
            return;
        }
        try {
            if (!ended.isDone()) {
                sink.stop(STOP);
            }
            // An engine that is just starting refuses, or dies of it, loudly.
            CompletableFuture.anyOf(polling, engineEnded).get(STOP.toMillis(), TimeUnit.MILLISECONDS);
            // In a thread of its own: close() has no bound.
            var closer =
                    Thread.ofPlatform().daemon().name("connector-engine-closer").start(this::closeEngine);
            engineEnded.get(STOP.toMillis(), TimeUnit.MILLISECONDS);
            closer.join(STOP);
        } catch (TimeoutException e) {
            LOG.warn("the engine did not stop in time; its connections end with the slot's next holder");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** An engine that was closed just when it began to poll waits for a poll that never was. */
    private void freeEngine() {
        try {
            if (!thread.join(GRACE)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeEngine() {
        var deadline = System.nanoTime() + STOP.toNanos();
        while (!engineEnded.isDone() && System.nanoTime() - deadline < 0) {
            try {
                engine.close();
                freeEngine();
                return;
            } catch (IllegalStateException notNow) {
                try {
                    Thread.sleep(PAUSE);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            } catch (IOException e) {
                LOG.atWarn().setCause(e).log("the engine did not close cleanly");
                return;
            }
        }
    }
}
