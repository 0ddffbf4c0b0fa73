package dev.ventes.connector.capture;

import dev.ventes.connector.log.ChangeRecord;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Json;
import dev.ventes.core.log.SaleKey;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Turns what Debezium captured into records of {@code ventes.changes}: its envelope as JSON without schema, the key
 * that the API writes too, and the headers of a CloudEvent. The event's id is made of the change alone, so that it is
 * the same when PostgreSQL repeats the change, in whatever term.
 *
 * @param source {@code ce_source}: the table
 */
record ChangeEncoder(String topic, String source, String term) {
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
        var lsn = place.getInt64("lsn");
        var micros = place.getInt64("ts_us");
        var id = captured.key() instanceof Struct key ? ((Number) key.get("id")).longValue() : null;

        var key = id == null ? null : SaleKey.of(id);
        var message = new ProducerRecord<>(topic, key, value(envelope, op));
        CloudEvent.add(message.headers(), eventId(lsn, micros, op, id), source, CloudEvent.CHANGE, instant(micros));
        CloudEvent.add(message.headers(), CloudEvent.TERM, term);
        return Optional.of(new ChangeRecord(message, op, lsn, micros));
    }

    private static byte[] value(Struct envelope, String op) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeFieldName("before");
            StructJson.write(json, envelope.schema().field("before") == null ? null : envelope.get("before"));
            json.writeFieldName("after");
            StructJson.write(json, envelope.schema().field("after") == null ? null : envelope.get("after"));
            json.writeFieldName("source");
            StructJson.write(json, envelope.get("source"));
            json.writeStringField("op", op);
            json.writeNumberField("ts_ms", envelope.getInt64("ts_ms"));
            json.writeEndObject();
        });
    }

    private static String eventId(long lsn, long micros, String op, Long id) {
        return "pg-" + Long.toHexString(lsn) + "-" + Long.toHexString(micros) + "-" + op + (id == null ? "" : "-" + id);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plusNanos(Math.multiplyExact(micros, 1000L));
    }
}
