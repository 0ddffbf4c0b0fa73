package dev.ventes.api.stream;

import dev.ventes.api.query.Filter;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Encodes the same events for the same filter once. For one round through the clients of an event loop. */
final class Batches {
    private final Map<Batch, Buffer> encoded = new HashMap<>();

    private record Batch(Filter filter, long number, int events) {}

    /** What of these events, which begin with this number, is the filter's. */
    Buffer encode(Filter filter, long number, List<Event> events) {
        return encoded.computeIfAbsent(new Batch(filter, number, events.size()), batch -> {
            var bytes = Buffer.buffer();
            events.forEach(event -> event.kind(filter).ifPresent(kind -> event.writeTo(bytes, kind)));
            return bytes;
        });
    }
}
