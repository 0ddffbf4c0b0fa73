package dev.ventes.core.sale;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Columns as the topics carry them: money as strings, dates as ISO-8601 strings in UTC. Streaming both ways, since
 * every change passes here.
 */
public final class ColumnsJson {
    /** Deeper values are refused: MongoDB's own limit is 100 levels, and no sale has a use for them. */
    public static final int MAX_DEPTH = 50;

    /** What Debezium sends in place of a large value that an UPDATE did not touch. */
    public static final String UNCHANGED = "__debezium_unavailable_value";

    /** MongoDB's decimals have no more places than this. */
    private static final int MAX_SCALE = 6176;

    private static final int MAX_ZEROS = 12;

    private ColumnsJson() {}

    /**
     * Reads the object that the parser stands on; its {@code id}, where it is an integer, goes to {@code id}.
     *
     * @throws IOException if it is not an object, or nested deeper than {@link #MAX_DEPTH}
     */
    public static Columns read(JsonParser json, LongConsumer id) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new MalformedColumns("the row is not an object");
        }
        var values = new LinkedHashMap<String, Object>(16);
        for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            if (!name.equals(Columns.ID)) {
                values.put(name, typed(name, value(json, 1)));
            } else if (value(json, 1) instanceof Long n) {
                id.accept(n);
            }
        }
        return Columns.owning(values);
    }

    /** Writes the columns as fields of the object that the generator is in. */
    public static void writeFields(JsonGenerator json, Columns columns) throws IOException {
        writeFields(json, columns, false);
    }

    /** The same, so that {@link #read} gives back the very same columns: {@code 1E+3} does not become the integer 1000. */
    public static void writeFieldsExactly(JsonGenerator json, Columns columns) throws IOException {
        writeFields(json, columns, true);
    }

    private static void writeFields(JsonGenerator json, Columns columns, boolean exactly) throws IOException {
        for (var column : columns.asMap().entrySet()) {
            json.writeFieldName(column.getKey());
            var value = column.getValue();
            if (column.getKey().equals(Columns.PRIX_UNITAIRE) && value instanceof BigDecimal price) {
                json.writeString(exactly && price.scale() < 0 ? price.toString() : price.toPlainString());
            } else {
                writeValue(json, value, exactly);
            }
        }
    }

    /** Any column's value, numbers as JSON numbers. */
    public static void writeValue(JsonGenerator json, Object value) throws IOException {
        writeValue(json, value, false);
    }

    private static void writeValue(JsonGenerator json, Object value, boolean exactly) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case String s -> json.writeString(s);
            case Long n -> json.writeNumber(n);
            case Boolean b -> json.writeBoolean(b);
            case BigDecimal d when exactly -> json.writeNumber(exact(d));
            case BigDecimal d -> writeNumber(json, d);
            case Instant t -> json.writeString(t.toString());
            case List<?> list -> {
                json.writeStartArray();
                for (var element : list) {
                    writeValue(json, element, exactly);
                }
                json.writeEndArray();
            }
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (var entry : map.entrySet()) {
                    json.writeFieldName((String) entry.getKey());
                    writeValue(json, entry.getValue(), exactly);
                }
                json.writeEndObject();
            }
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    /** Plainly, unless that would make many digits out of few: {@code 1E+6000}. */
    private static void writeNumber(JsonGenerator json, BigDecimal number) throws IOException {
        if (Math.abs((long) number.scale()) <= MAX_ZEROS) {
            json.writeNumber(number);
        } else {
            json.writeNumber(number.toString());
        }
    }

    /** Plainly where that is read as the same decimal; what looks like an integer would be read as one. */
    private static String exact(BigDecimal number) {
        if (number.scale() > 0 && number.scale() <= MAX_ZEROS) {
            return number.toPlainString();
        }
        return number.scale() == 0 ? number.unscaledValue() + "E0" : number.toString();
    }

    private static Object value(JsonParser json, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new MalformedColumns("nested deeper than " + MAX_DEPTH);
        }
        return switch (json.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> text(json.getText());
            case VALUE_NUMBER_INT -> integer(json);
            case VALUE_NUMBER_FLOAT -> json.getDecimalValue();
            case START_ARRAY -> {
                var list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(json, depth + 1));
                }
                yield list;
            }
            case START_OBJECT -> {
                var map = new LinkedHashMap<String, Object>();
                for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                    json.nextToken();
                    map.put(name, value(json, depth + 1));
                }
                yield map;
            }
            default -> throw new MalformedColumns("unexpected " + json.currentToken());
        };
    }

    /** JSON can spell half a character, which is none in MongoDB. In names the parser sees to it. */
    private static String text(String text) throws MalformedColumns {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                var pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new MalformedColumns("half a surrogate pair");
                }
                i++;
            }
        }
        return text;
    }

    private static Object integer(JsonParser json) throws IOException {
        return switch (json.getNumberType()) {
            case INT, LONG -> json.getLongValue();
            default -> json.getDecimalValue();
        };
    }

    /** The known columns get their type; where the value has none, it stays what it is. */
    private static Object typed(String name, Object value) {
        return switch (name) {
            case Columns.PRIX_UNITAIRE -> decimal(value);
            case Columns.DATE_VENTE -> value instanceof String s && !s.equals(UNCHANGED) ? instant(s) : value;
            default -> value;
        };
    }

    private static Object decimal(Object value) {
        return switch (value) {
            case Long n -> BigDecimal.valueOf(n);
            case String s -> {
                try {
                    yield bounded(new BigDecimal(s), s);
                } catch (NumberFormatException notANumber) {
                    yield s;
                }
            }
            case BigDecimal n -> bounded(n, n.toString());
            case null -> null;
            default -> value;
        };
    }

    /** No price is {@code 0E-999999999}, which would be a gigabyte when it is written plainly. */
    private static Object bounded(BigDecimal number, String text) {
        return Math.abs((long) number.scale()) <= MAX_SCALE ? number : text;
    }

    /** To the millisecond, which is what MongoDB's dates hold; they end before the last of Java's does. */
    private static Object instant(String s) {
        try {
            return Instant.ofEpochMilli(Instant.parse(s).toEpochMilli());
        } catch (DateTimeException | ArithmeticException notADate) {
            return s;
        }
    }

    /** JSON, but not a row. */
    public static final class MalformedColumns extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedColumns(String why) {
            super(why);
        }
    }
}
