package dev.ventes.api.stream;

import dev.ventes.api.query.Filter;
import io.vertx.core.buffer.Buffer;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A change as it goes to clients: read and encoded once, when the first of them needs it, for all of them. Any thread.
 */
final class Event {
    private static final Logger LOG = LoggerFactory.getLogger(Event.class);

    private final Published published;
    private final Place after;
    private Optional<Changed> changed;
    private byte[] id;
    private byte[] data;

    Event(Sequence.Told told) {
        this.published = told.published();
        this.after = told.after();
    }

    /** Where in the log the change stands. */
    int partition() {
        return published.partition();
    }

    Point at() {
        return published.at();
    }

    boolean isSeenAt(Place place) {
        return place.hasSeen(published.partition(), published.at());
    }

    /** How far one has come who has seen it and everything before it. */
    Place after() {
        return after;
    }

    int bytes() {
        return published.bytes();
    }

    /** What it is to a filter; empty if nothing. */
    Optional<Changed.Kind> kind(Filter filter) {
        return changed().flatMap(change -> change.kind(filter));
    }

    /** Adds it in the form of server-sent events. */
    void writeTo(Buffer buffer, Changed.Kind kind) {
        buffer.appendBytes(id());
        writeData(buffer, kind);
    }

    /** The same for somebody who has seen more than those who have seen what is up to here. */
    void writeTo(Buffer buffer, Changed.Kind kind, Place place) {
        buffer.appendString(idLine(place));
        writeData(buffer, kind);
    }

    static String idLine(Place place) {
        return "id: " + place.text() + "\n";
    }

    private void writeData(Buffer buffer, Changed.Kind kind) {
        buffer.appendString("event: ")
                .appendString(kind.label())
                .appendString("\ndata: ")
                .appendBytes(data())
                .appendString("\n\n");
    }

    private synchronized Optional<Changed> changed() {
        if (changed == null) {
            changed = read();
        }
        return changed;
    }

    private Optional<Changed> read() {
        try {
            return Optional.of(Changed.of(published));
        } catch (UncheckedIOException | DateTimeException | IllegalArgumentException notOurs) {
            LOG.atError()
                    .addKeyValue("partition", published.record().partition())
                    .addKeyValue("offset", published.record().offset())
                    .addKeyValue("cause", notOurs.getClass().getSimpleName())
                    .log("a record of the enriched topic is none of the transformer's, and is told to nobody");
            return Optional.empty();
        }
    }

    private synchronized byte[] id() {
        if (id == null) {
            id = idLine(after).getBytes(StandardCharsets.UTF_8);
        }
        return id;
    }

    private synchronized byte[] data() {
        if (data == null) {
            data = changed().orElseThrow().json();
        }
        return data;
    }
}
