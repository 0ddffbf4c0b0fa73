package dev.ventes.connector.capture;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ventes.connector.log.ChangeRecord;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Json;
import dev.ventes.core.log.PostgresEvent;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.trace.Tracing;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Turns what Debezium captured into records of {@code ventes.changes}: its envelope as JSON without schema, the key
 * that the API writes too, and the headers of a CloudEvent. The event's id is made of the change alone, so that it is
 * the same when PostgreSQL repeats the change, in whatever term.
 *
 * <p>What a record cannot take does not stop the others: {@code before}, which nobody needs, is left out, and a row that
 * is too large all the same is replaced by a record without it, which names the sale and the reason. The transformer
 * rejects it, and the sale stays as it was.
 *
 * @param source {@code ce_source}: the table
 */
record ChangeEncoder(String topic, String source, String term, Tracing tracing) {
    /** What a value may take; the rest is for the key, the headers and what compression may add. */
    static final int LARGEST_VALUE = Topics.CHANGE_BYTES - 16 * 1024;

    /** Empty for what is no change of a row: a heartbeat, a logical decoding message. */
    Optional<ChangeRecord> encode(SourceRecord captured) {
        if (!(captured.value() instanceof Struct envelope) || envelope.schema().field("op") == null) {
            return Optional.empty();
        }
        var op = envelope.getString("op");
        if (op.equals("m")) {
            return Optional.empty();
        }
        var place = envelope.getStruct("source");
        // A row that is read while the stream goes on has none.
        var lsn = Objects.requireNonNullElse(place.getInt64("lsn"), 0L);
        var micros = place.getInt64("ts_us");
        var id = captured.key() instanceof Struct key ? ((Number) key.get("id")).longValue() : null;

        var key = id == null ? null : SaleKey.of(id);
        var value = value(envelope, op);
        if (value.length > LARGEST_VALUE) {
            value = value(envelope, op, null, row(envelope, "after"));
        }
        var oversize = value.length > LARGEST_VALUE;
        var message = new ProducerRecord<>(topic, key, oversize ? standIn(envelope, op, value.length) : value);
        var event = PostgresEvent.name(lsn, micros, op, id);
        CloudEvent.add(message.headers(), event, source, CloudEvent.CHANGE, instant(micros));
        CloudEvent.add(message.headers(), CloudEvent.TERM, term);
        if (!op.equals("r")) {
            // A row that was found has no way behind it, and there are as many as the table has.
            var trace = tracing.begin(event);
            CloudEvent.add(message.headers(), CloudEvent.TRACEPARENT, trace.traceparent());
        }
        return Optional.of(new ChangeRecord(message, op, lsn, micros, oversize));
    }

    private static byte[] value(Struct envelope, String op) {
        return value(envelope, op, row(envelope, "before"), row(envelope, "after"));
    }

    private static byte[] value(Struct envelope, String op, Object before, Object after) {
        return Json.bytes(json -> {
            json.writeStartObject();
            write(json, envelope, op, before, after);
            json.writeEndObject();
        });
    }

    private static byte[] standIn(Struct envelope, String op, int bytes) {
        return Json.bytes(json -> {
            json.writeStartObject();
            write(json, envelope, op, null, null);
            json.writeStringField("reason", "the row takes " + bytes + " bytes, a record takes up to " + LARGEST_VALUE);
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Struct envelope, String op, Object before, Object after)
            throws IOException {
        json.writeFieldName("before");
        StructJson.write(json, before);
        json.writeFieldName("after");
        StructJson.write(json, after);
        json.writeFieldName("source");
        StructJson.write(json, envelope.get("source"));
        json.writeStringField("op", op);
        json.writeNumberField("ts_ms", envelope.getInt64("ts_ms"));
    }

    private static Object row(Struct envelope, String name) {
        return envelope.schema().field(name) == null ? null : envelope.get(name);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plusNanos(Math.multiplyExact(micros, 1000L));
    }
}
