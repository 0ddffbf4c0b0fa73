package dev.ventes.connector;

import dev.ventes.connector.capture.CaptureEngine;
import dev.ventes.connector.capture.Notification;
import dev.ventes.connector.log.ChangeRecord;
import dev.ventes.connector.log.TermWriter;
import dev.ventes.core.log.Json;
import dev.ventes.core.topic.Progress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has rows read once more while the stream goes on, when somebody wishes it: by Debezium, which places each read among
 * the changes, between two marks of ours. A wish that an earlier engine had begun is begun again, since a new engine
 * knows nothing of it. The engine's polling thread; {@link #wish} by another.
 */
final class Resyncing {
    private static final Logger LOG = LoggerFactory.getLogger(Resyncing.class);
    private static final String READ = "r";
    private static final String TRUNCATE = "t";
    /**
     * Between two readings. Debezium ends one on another thread than it begins one, and fails where the two meet: with
     * rows that are not read, or with the end of the engine.
     */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final TermWriter writer;
    private final CaptureEngine engine;
    private final String pattern;
    private final AtomicReference<Progress.Resync> wished = new AtomicReference<>();
    private Progress.Resync running;
    private String lastId = "";
    private long rows;
    /** Debezium knows by its key which change is newer than what it has read, and a TRUNCATE has none. */
    private boolean truncated;

    private boolean again;
    /** The request that Debezium is about; what it says of an earlier one comes too late. */
    private String request = "";

    private long lastEnd = System.nanoTime() - PAUSE.toNanos();

    /** @param pattern the expression by which Debezium knows the table */
    Resyncing(TermWriter writer, CaptureEngine engine, String pattern) {
        this.writer = writer;
        this.engine = engine;
        this.pattern = pattern;
    }

    /** Somebody waits for this; known already if it is the one that is being done. */
    void wish(Progress.Resync resync) {
        wished.set(resync);
    }

    /** Begins what was wished for since, if nothing else is running. */
    void between() throws Exception {
        if (System.nanoTime() - lastEnd < PAUSE.toNanos()) {
            return;
        }
        if (again) {
            begin();
        }
        var wish = wished.getAndSet(null);
        if (wish == null || wish.id().equals(lastId)) {
            return;
        }
        if (running != null) {
            wished.compareAndSet(null, wish);
            return;
        }
        lastId = wish.id();
        running = wish;
        LOG.atInfo()
                .addKeyValue("from", wish.from())
                .addKeyValue("to", wish.to())
                .addKeyValue("filtered", wish.filter() != null)
                .log("reading rows once more");
        begin();
    }

    private void begin() throws Exception {
        rows = 0;
        truncated = false;
        again = false;
        if (running.filter() == null) {
            writer.resyncStart();
        }
        announce(Progress.Resync.Stage.RUNNING, null);
        request = UUID.randomUUID().toString();
        engine.read(request, conditions(running));
    }

    void acknowledged(Collection<ChangeRecord> batch) {
        if (running != null) {
            rows += batch.stream().filter(change -> change.op().equals(READ)).count();
            if (!truncated && batch.stream().anyMatch(change -> change.op().equals(TRUNCATE))) {
                truncated = true;
                // Said at once: should the engine end, the next one begins what is known of the wish.
                running = running.ofAll();
                announce(Progress.Resync.Stage.RUNNING, null);
            }
        }
    }

    /** Everything that was sent before it is acknowledged. */
    void notified(Notification notification) throws Exception {
        if (running == null || !notification.isOfResync() || !notification.id().equals(request)) {
            return;
        }
        var status = notification.status();
        switch (notification.type()) {
            case "TABLE_SCAN_COMPLETED" -> {
                if (!"SUCCEEDED".equals(status) && !"EMPTY".equals(status)) {
                    failed("Debezium could not read the rows: " + status);
                }
            }
            case "COMPLETED" -> {
                if (truncated) {
                    // What was read before it may have been sent after it, and goes with the marks of another round.
                    again = true;
                    request = "";
                    lastEnd = System.nanoTime();
                    return;
                }
                if (running.filter() == null) {
                    writer.resyncEnd(running.from(), running.to());
                }
                end(Progress.Resync.Stage.DONE, null);
            }
            case "ABORTED", "STOPPED" -> failed("Debezium stopped reading the rows");
            default -> announce(Progress.Resync.Stage.RUNNING, null);
        }
    }

    /** Nothing is known of what was not read: the marks end around no id at all. */
    private void failed(String fault) throws Exception {
        if (running.filter() == null) {
            writer.resyncEnd(1, 0);
        }
        end(Progress.Resync.Stage.FAILED, fault);
    }

    private void end(Progress.Resync.Stage stage, String fault) {
        announce(stage, fault);
        LOG.atInfo().addKeyValue("rows", rows).addKeyValue("fault", fault).log("the rows have been read once more");
        running = null;
        lastEnd = System.nanoTime();
    }

    private void announce(Progress.Resync.Stage stage, String fault) {
        writer.announce(running.at(stage, rows, fault));
    }

    private String conditions(Progress.Resync wish) {
        var condition = "id between " + wish.from() + " and " + wish.to()
                + (wish.filter() == null ? "" : " and (" + wish.filter() + ")");
        var request = Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("type", "INCREMENTAL");
            json.writeArrayFieldStart("data-collections");
            json.writeString(pattern);
            json.writeEndArray();
            json.writeArrayFieldStart("additional-conditions");
            json.writeStartObject();
            json.writeStringField("data-collection", pattern);
            json.writeStringField("filter", condition);
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        });
        return new String(request, StandardCharsets.UTF_8);
    }
}
