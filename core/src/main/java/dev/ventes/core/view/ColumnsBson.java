package dev.ventes.core.view;

import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.types.Decimal128;

/** Columns as BSON: money as Decimal128, dates as dates, integers as int64. */
public final class ColumnsBson {
    private ColumnsBson() {}

    /** The document that the reader stands on. */
    static Columns read(BsonReader bson) {
        return Columns.owning(readDocument(bson));
    }

    /** The columns as elements of the document that the writer is in. */
    static void write(BsonWriter bson, Columns columns) {
        columns.asMap().forEach((name, value) -> {
            bson.writeName(name);
            writeValue(bson, value);
        });
    }

    static void writeValue(BsonWriter bson, Object value) {
        switch (value) {
            case null -> bson.writeNull();
            case String s -> bson.writeString(s);
            case Long n -> bson.writeInt64(n);
            case Boolean b -> bson.writeBoolean(b);
            case BigDecimal d -> bson.writeDecimal128(new Decimal128(d));
            case Instant t -> bson.writeDateTime(t.toEpochMilli());
            case List<?> list -> {
                bson.writeStartArray();
                list.forEach(element -> writeValue(bson, element));
                bson.writeEndArray();
            }
            case Map<?, ?> map -> {
                bson.writeStartDocument();
                map.forEach((name, element) -> {
                    bson.writeName((String) name);
                    writeValue(bson, element);
                });
                bson.writeEndDocument();
            }
            default -> throw new IllegalArgumentException("no BSON for " + value.getClass());
        }
    }

    /** The value that the reader stands on, as {@link Columns} has it. */
    public static Object readValue(BsonReader bson) {
        return switch (bson.getCurrentBsonType()) {
            case NULL -> {
                bson.readNull();
                yield null;
            }
            case STRING -> bson.readString();
            case INT64 -> bson.readInt64();
            case INT32 -> (long) bson.readInt32();
            case BOOLEAN -> bson.readBoolean();
            case DECIMAL128 -> bson.readDecimal128().bigDecimalValue();
            case DATE_TIME -> Instant.ofEpochMilli(bson.readDateTime());
            case ARRAY -> {
                var list = new ArrayList<>();
                bson.readStartArray();
                while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
                    list.add(readValue(bson));
                }
                bson.readEndArray();
                yield list;
            }
            case DOCUMENT -> readDocument(bson);
            default ->
                throw new IllegalStateException(
                        bson.getCurrentName() + " is a " + bson.getCurrentBsonType() + ", which Ventes never writes");
        };
    }

    private static Map<String, Object> readDocument(BsonReader bson) {
        var map = new LinkedHashMap<String, Object>();
        bson.readStartDocument();
        while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
            var name = bson.readName();
            map.put(name, readValue(bson));
        }
        bson.readEndDocument();
        return map;
    }
}
