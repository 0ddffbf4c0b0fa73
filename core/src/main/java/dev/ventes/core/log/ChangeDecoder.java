package dev.ventes.core.log;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.ColumnsJson;
import dev.ventes.core.topic.Topics;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Headers;

/**
 * Reads a record of {@code ventes.changes}. Never throws for what a record holds: whatever is not a change, a mark or
 * known to be without meaning is {@link Decoded.Poison}, with the reason.
 */
public final class ChangeDecoder {
    private static final String POSTGRES = "postgresql";

    private ChangeDecoder() {}

    public static Decoded decode(byte[] key, byte[] value, Headers headers) {
        var id = SaleKey.read(key);
        if (value == null) {
            return new Decoded.Ignored("tombstone");
        }
        if (value.length > Topics.CHANGE_BYTES) {
            // It came compressed: the broker's limit is for what it stores.
            return new Decoded.Poison("the value has " + value.length + " bytes", id);
        }
        try (var json = Json.FACTORY.createParser(value)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return new Decoded.Poison("the value is not a JSON object", id);
            }
            return decode(id, envelope(json), headers);
        } catch (ColumnsJson.MalformedColumns malformed) {
            return new Decoded.Poison(malformed.getMessage(), id);
        } catch (JsonProcessingException malformed) {
            return new Decoded.Poison("the value is not JSON: " + malformed.getOriginalMessage(), id);
        } catch (IOException | IllegalArgumentException | ArithmeticException malformed) {
            return new Decoded.Poison("the value cannot be read: " + malformed.getMessage(), id);
        }
    }

    private static Decoded decode(OptionalLong key, Envelope envelope, Headers headers) {
        if (envelope.mark != null) {
            return mark(envelope, key);
        }
        if (envelope.op == null) {
            return new Decoded.Poison("no op", key);
        }
        if (envelope.op.equals("m")) {
            return new Decoded.Ignored("message");
        }
        if (envelope.op.equals("t")) {
            if (!POSTGRES.equals(envelope.connector) || envelope.lsn <= 0) {
                return new Decoded.Poison("a TRUNCATE that is not PostgreSQL's, or has no source.lsn", key);
            }
            return term(headers)
                    .<Decoded>map(
                            term -> new Decoded.Marked(new Mark.Truncate(term, envelope.lsn, envelope.commitMicros)))
                    .orElse(new Decoded.Poison("a TRUNCATE without a valid " + CloudEvent.TERM, key));
        }
        var op = Op.of(envelope.op);
        if (op.isEmpty()) {
            return new Decoded.Poison("unknown op \"" + abbreviated(envelope.op) + "\"", key);
        }
        if (key.isEmpty()) {
            return new Decoded.Poison("the key is not {\"id\":n}", key);
        }
        return change(key.getAsLong(), op.get(), envelope, headers);
    }

    private static Decoded change(long id, Op op, Envelope envelope, Headers headers) {
        var key = OptionalLong.of(id);
        if (op != Op.DELETE && envelope.after == null) {
            return new Decoded.Poison("op \"" + op.code() + "\" without after", key);
        }
        if (op != Op.DELETE && (envelope.afterId == null || envelope.afterId != id)) {
            return new Decoded.Poison("after's id is " + envelope.afterId + ", the key's is " + id, key);
        }
        var after = op == Op.DELETE ? null : envelope.after;
        var eventId = CloudEvent.get(headers, CloudEvent.ID);
        if (eventId.isEmpty()) {
            return new Decoded.Poison("no header " + CloudEvent.ID, key);
        }
        return switch (envelope.connector) {
            case ChangeEncoder.API -> fromApi(id, op, after, eventId.get(), envelope);
            case POSTGRES -> fromPostgres(id, op, after, eventId.get(), envelope, headers);
            case null -> new Decoded.Poison("no source.connector", key);
            default -> new Decoded.Poison("unknown source.connector", key);
        };
    }

    private static Decoded fromApi(long id, Op op, Columns after, String eventId, Envelope envelope) {
        var expects = ChangeEncoder.expectation(envelope.expects);
        if (expects.isEmpty()) {
            return new Decoded.Poison("no valid source.expects", OptionalLong.of(id));
        }
        var madeAt = Instant.ofEpochMilli(envelope.millis);
        return new Decoded.Changed(new Change.FromApi(id, op, after, eventId, madeAt, expects.get()));
    }

    private static Decoded fromPostgres(
            long id, Op op, Columns after, String eventId, Envelope envelope, Headers headers) {
        var term = term(headers);
        if (term.isEmpty()) {
            return new Decoded.Poison("no valid header " + CloudEvent.TERM, OptionalLong.of(id));
        }
        if (op != Op.READ && (envelope.lsn <= 0 || envelope.commitMicros <= 0)) {
            return new Decoded.Poison("no source.lsn or source.ts_us", OptionalLong.of(id));
        }
        var lsn = op == Op.READ ? 0 : envelope.lsn;
        return new Decoded.Changed(
                new Change.FromPostgres(id, op, after, eventId, term.get(), lsn, envelope.commitMicros));
    }

    private static Decoded mark(Envelope envelope, OptionalLong key) {
        if (envelope.term <= 0) {
            return new Decoded.Poison("a mark without a term", key);
        }
        return switch (envelope.mark) {
            case "start" -> new Decoded.Marked(new Mark.Start(envelope.term, envelope.snapshot));
            case "end" -> new Decoded.Marked(new Mark.End(envelope.term));
            default -> new Decoded.Poison("unknown mark \"" + abbreviated(envelope.mark) + "\"", key);
        };
    }

    private static Optional<Long> term(Headers headers) {
        try {
            return CloudEvent.get(headers, CloudEvent.TERM).map(Long::valueOf).filter(term -> term > 0);
        } catch (NumberFormatException notATerm) {
            return Optional.empty();
        }
    }

    /** The fields that we use, as they stand in the JSON; {@code before} is skipped: the view knows better. */
    private static Envelope envelope(JsonParser json) throws IOException {
        var envelope = new Envelope();
        for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            var token = json.nextToken();
            switch (name) {
                case "after" -> {
                    if (token != JsonToken.VALUE_NULL) {
                        envelope.after = ColumnsJson.read(json, id -> envelope.afterId = id);
                    }
                }
                case "source" -> source(json, envelope);
                case "op" -> envelope.op = json.getValueAsString();
                case "mark" -> envelope.mark = json.getValueAsString();
                case "term" -> envelope.term = json.getValueAsLong();
                case "snapshot" -> envelope.snapshot = json.getValueAsBoolean();
                default -> json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw new IllegalArgumentException("something follows the object");
        }
        return envelope;
    }

    private static void source(JsonParser json, Envelope envelope) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "connector" -> envelope.connector = json.getValueAsString();
                case "lsn" -> envelope.lsn = json.getValueAsLong();
                case "ts_us" -> envelope.commitMicros = json.getValueAsLong();
                case "ts_ms" -> envelope.millis = json.getValueAsLong();
                case "expects" -> envelope.expects = json.getValueAsString();
                default -> json.skipChildren();
            }
        }
    }

    private static String abbreviated(String text) {
        return text.length() <= 20 ? text : text.substring(0, 20) + "…";
    }

    /** Filled while the JSON streams by. */
    private static final class Envelope {
        private Columns after;
        private Long afterId;
        private String op;
        private String mark;
        private String connector;
        private String expects;
        private long term;
        private boolean snapshot;
        private long lsn;
        private long commitMicros;
        private long millis;
    }
}
