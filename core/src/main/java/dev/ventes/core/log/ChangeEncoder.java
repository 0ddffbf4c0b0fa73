package dev.ventes.core.log;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.ColumnsJson;
import java.io.IOException;
import java.util.Optional;

/** Writes what we put on {@code ventes.changes} beside Debezium's own events: the API's changes and the marks. */
public final class ChangeEncoder {
    /** {@code source.connector} of a change that was made through the API. */
    public static final String API = "ventes-api";

    private ChangeEncoder() {}

    /** The envelope of a change made through the API, of Debezium's shape. */
    public static byte[] encode(Change.FromApi change) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeNullField("before");
            json.writeFieldName("after");
            if (change.after() == null) {
                json.writeNull();
            } else {
                json.writeStartObject();
                json.writeNumberField(Columns.ID, change.id());
                ColumnsJson.writeFields(json, change.after());
                json.writeEndObject();
            }
            source(json, change);
            json.writeStringField("op", change.op().code());
            json.writeNumberField("ts_ms", change.madeAt().toEpochMilli());
            json.writeEndObject();
        });
    }

    public static byte[] encode(Mark.Start mark) {
        return mark("start", mark.term(), json -> json.writeBooleanField("snapshot", mark.snapshot()));
    }

    public static byte[] encode(Mark.End mark) {
        return mark("end", mark.term(), json -> {});
    }

    public static byte[] encode(Mark.ResyncStart mark) {
        return mark("resync-start", mark.term(), json -> {});
    }

    public static byte[] encode(Mark.ResyncEnd mark) {
        return mark("resync-end", mark.term(), json -> {
            json.writeNumberField("from", mark.from());
            json.writeNumberField("to", mark.to());
        });
    }

    static Optional<Expectation> expectation(String text) {
        return switch (text) {
            case null -> Optional.empty();
            case "absent" -> Optional.of(new Expectation.Absent());
            case "present" -> Optional.of(new Expectation.Present());
            default -> Position.parse(text).map(Expectation.At::new);
        };
    }

    private static void source(JsonGenerator json, Change.FromApi change) throws IOException {
        json.writeObjectFieldStart("source");
        json.writeStringField("connector", API);
        json.writeNumberField("ts_ms", change.madeAt().toEpochMilli());
        json.writeStringField(
                "expects",
                switch (change.expects()) {
                    case Expectation.Absent absent -> "absent";
                    case Expectation.Present present -> "present";
                    case Expectation.At at -> at.position().toString();
                });
        if (change.partial()) {
            json.writeBooleanField("partial", true);
        }
        json.writeEndObject();
    }

    private static byte[] mark(String mark, long term, Json.Writing more) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("mark", mark);
            json.writeNumberField("term", term);
            more.to(json);
            json.writeEndObject();
        });
    }
}
