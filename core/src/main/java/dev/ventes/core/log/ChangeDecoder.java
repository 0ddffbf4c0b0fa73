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

    private final OptionalLong id;
    private final Headers headers;

    private ChangeDecoder(OptionalLong id, Headers headers) {
        this.id = id;
        this.headers = headers;
    }

    public static Decoded decode(byte[] key, byte[] value, Headers headers) {
        return value == null
                ? new Decoded.Ignored("tombstone")
                : new ChangeDecoder(SaleKey.read(key), headers).decode(value);
    }

    private Decoded decode(byte[] value) {
        if (value.length > Topics.CHANGE_BYTES) {
            // It came compressed: the broker's limit is for what it stores.
            return poison("the value has " + value.length + " bytes");
        }
        try (var json = Json.FACTORY.createParser(value)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return poison("the value is not a JSON object");
            }
            return decode(envelope(json));
        } catch (ColumnsJson.MalformedColumns malformed) {
            return poison(malformed.getMessage());
        } catch (JsonProcessingException malformed) {
            return poison("the value is not JSON: " + malformed.getOriginalMessage());
        } catch (IOException | IllegalArgumentException | ArithmeticException malformed) {
            return poison("the value cannot be read: " + malformed.getMessage());
        }
    }

    private Decoded decode(Envelope envelope) {
        if (envelope.mark != null) {
            return mark(envelope);
        }
        if (envelope.op == null) {
            return poison("no op");
        }
        if (envelope.op.equals("m")) {
            return new Decoded.Ignored("message");
        }
        if (envelope.op.equals("t")) {
            return truncate(envelope);
        }
        var op = Op.of(envelope.op);
        if (op.isEmpty()) {
            return poison("unknown op \"" + abbreviated(envelope.op) + "\"");
        }
        if (id.isEmpty()) {
            return poison("the key is not {\"id\":n}");
        }
        return change(id.getAsLong(), op.get(), envelope);
    }

    private Decoded change(long id, Op op, Envelope envelope) {
        if (envelope.reason != null) {
            // It stands in for a change that no record can take, and says why.
            return poison(envelope.reason);
        }
        if (op != Op.DELETE && envelope.after == null) {
            return poison("op \"" + op.code() + "\" without after");
        }
        if (op != Op.DELETE && (envelope.afterId == null || envelope.afterId != id)) {
            return poison("after's id is " + envelope.afterId + ", the key's is " + id);
        }
        var after = op == Op.DELETE ? null : envelope.after;
        var eventId = CloudEvent.get(headers, CloudEvent.ID);
        if (eventId.isEmpty()) {
            return poison("no header " + CloudEvent.ID);
        }
        return switch (envelope.connector) {
            case ChangeEncoder.API -> fromApi(id, op, after, eventId.get(), envelope);
            case POSTGRES -> fromPostgres(id, op, after, eventId.get(), envelope);
            case null -> poison("no source.connector");
            default -> poison("unknown source.connector");
        };
    }

    private Decoded fromApi(long id, Op op, Columns after, String eventId, Envelope envelope) {
        var expects = ChangeEncoder.expectation(envelope.expects);
        if (expects.isEmpty()) {
            return poison("no valid source.expects");
        }
        if (envelope.partial && (op != Op.UPDATE || expects.get() instanceof Expectation.Absent)) {
            return poison("partial, and no update of a sale that is there");
        }
        var fault = after == null ? null : ApiColumns.fault(after, envelope.partial);
        if (fault != null) {
            return poison(fault);
        }
        var subject = CloudEvent.get(headers, CloudEvent.SUBJECT);
        if (!subject.map(CloudEvent::isSubject).orElse(true)) {
            return poison("no valid header " + CloudEvent.SUBJECT);
        }
        var madeAt = Instant.ofEpochMilli(envelope.millis);
        return new Decoded.Changed(
                new Change.FromApi(id, op, after, envelope.partial, eventId, madeAt, expects.get(), subject));
    }

    private Decoded fromPostgres(long id, Op op, Columns after, String eventId, Envelope envelope) {
        var term = term();
        if (term.isEmpty()) {
            return poison("no valid header " + CloudEvent.TERM);
        }
        if (op != Op.READ && (envelope.lsn <= 0 || envelope.commitMicros <= 0)) {
            return poison("no source.lsn or source.ts_us");
        }
        var lsn = op == Op.READ ? 0 : envelope.lsn;
        return new Decoded.Changed(
                new Change.FromPostgres(id, op, after, eventId, term.get(), lsn, envelope.commitMicros));
    }

    private Decoded truncate(Envelope envelope) {
        if (!POSTGRES.equals(envelope.connector) || envelope.lsn <= 0) {
            return poison("a TRUNCATE that is not PostgreSQL's, or has no source.lsn");
        }
        return term().<Decoded>map(
                        term -> new Decoded.Marked(new Mark.Truncate(term, envelope.lsn, envelope.commitMicros)))
                .orElseGet(() -> poison("a TRUNCATE without a valid " + CloudEvent.TERM));
    }

    private Decoded mark(Envelope envelope) {
        if (envelope.term <= 0) {
            return poison("a mark without a term");
        }
        return switch (envelope.mark) {
            case "start" -> new Decoded.Marked(new Mark.Start(envelope.term, envelope.snapshot));
            case "end" -> new Decoded.Marked(new Mark.End(envelope.term));
            case "resync-start" -> new Decoded.Marked(new Mark.ResyncStart(envelope.term));
            case "resync-end" -> new Decoded.Marked(new Mark.ResyncEnd(envelope.term, envelope.from, envelope.to));
            default -> poison("unknown mark \"" + abbreviated(envelope.mark) + "\"");
        };
    }

    /** Only a connector names its term. */
    private Optional<Long> term() {
        try {
            return CloudEvent.get(headers, CloudEvent.TERM).map(Long::valueOf).filter(term -> term > 0);
        } catch (NumberFormatException notATerm) {
            return Optional.empty();
        }
    }

    private Decoded poison(String reason) {
        return new Decoded.Poison(
                reason,
                id.isPresent() ? term().map(term -> new Decoded.Named(id.getAsLong(), term)) : Optional.empty());
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
                case "reason" -> envelope.reason = json.getValueAsString();
                case "term" -> envelope.term = json.getValueAsLong();
                case "from" -> envelope.from = json.getValueAsLong();
                case "to" -> envelope.to = json.getValueAsLong();
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
                case "partial" -> envelope.partial = isTrue(json);
                default -> json.skipChildren();
            }
        }
    }

    /** To take a patch for a whole sale would empty its other columns: what is no plain word is not guessed at. */
    private static boolean isTrue(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw new IllegalArgumentException("source.partial is neither true nor false");
        };
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
        private boolean partial;
        private String reason;
        private long term;
        private boolean snapshot;
        private long from;
        private long to;
        private long lsn;
        private long commitMicros;
        private long millis;
    }
}
