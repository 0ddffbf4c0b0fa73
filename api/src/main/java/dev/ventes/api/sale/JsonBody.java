package dev.ventes.api.sale;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.ventes.core.log.Json;
import dev.ventes.core.sale.ColumnsJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request body, read once: numbers exactly ({@link Long} or {@link BigDecimal}, never double), and nothing in it that
 * the log or the view could not hold. What is refused here would else hang a schema check or poison the log.
 */
public final class JsonBody {
    /** What fits a Decimal128. */
    private static final int DIGITS = 34;

    private static final int EXPONENT = 6000;

    private final List<Violation> violations = new ArrayList<>();

    private JsonBody() {}

    /** The object, or what is wrong with it. */
    public sealed interface Read {
        record Value(Map<String, Object> fields) implements Read {}

        record Unusable(List<Violation> violations) implements Read {}
    }

    public static Read read(byte[] bytes) {
        if (isWide(bytes)) {
            return unusable("is not JSON in UTF-8");
        }
        var body = new JsonBody();
        try (var json = Json.FACTORY.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return unusable("must be a JSON object");
            }
            var fields = body.object(json, "", 1);
            if (json.nextToken() != null) {
                return unusable("must be one JSON object, with nothing after it");
            }
            return body.violations.isEmpty() ? new Read.Value(fields) : new Read.Unusable(body.violations);
        } catch (JsonProcessingException malformed) {
            return unusable("is not JSON: " + malformed.getOriginalMessage());
        } catch (TooDeep refused) {
            return new Read.Unusable(body.violations);
        } catch (IOException misencoded) {
            // What begins as UTF-32 does, and is none.
            return unusable("is not JSON in UTF-8");
        }
    }

    /** UTF-16 or UTF-32, which the parser would read, too: no character of JSON's syntax has a byte 0 in UTF-8. */
    private static boolean isWide(byte[] bytes) {
        for (var i = 0; i < Math.min(bytes.length, 4); i++) {
            if (bytes[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private static Read unusable(String rule) {
        return new Read.Unusable(List.of(new Violation("body", rule)));
    }

    private Map<String, Object> object(JsonParser json, String path, int depth) throws IOException {
        var fields = new LinkedHashMap<String, Object>();
        for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            var field = path.isEmpty() ? name : path + "/" + name;
            if (name.isEmpty() || name.startsWith("$") || name.contains(".") || !isText(name)) {
                violations.add(new Violation(field, "not a usable name: empty, with '$' in front or '.' within"));
            }
            fields.put(name, value(json, field, depth));
        }
        return fields;
    }

    private Object value(JsonParser json, String field, int depth) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json, field);
            case VALUE_STRING -> text(json.getText(), field);
            case START_ARRAY -> {
                checkDepth(field, depth);
                var list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(json, field, depth + 1));
                }
                yield list;
            }
            case START_OBJECT -> {
                checkDepth(field, depth);
                yield object(json, field, depth + 1);
            }
            default -> throw new IllegalStateException("the parser gave " + json.currentToken() + " as a value");
        };
    }

    private Object number(JsonParser json, String field) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return json.getLongValue();
        }
        try {
            var number = json.getDecimalValue();
            if (number.precision() <= DIGITS && Math.abs((long) number.scale()) <= EXPONENT) {
                return number;
            }
        } catch (NumberFormatException beyondAnyNumber) {
            // It is JSON all the same.
        }
        violations.add(new Violation(field, "at most " + DIGITS + " digits"));
        return BigDecimal.ZERO;
    }

    private String text(String text, String field) {
        if (!isText(text)) {
            violations.add(new Violation(field, "text without U+0000 and without half characters"));
        }
        return text;
    }

    private void checkDepth(String field, int depth) throws IOException {
        if (depth >= ColumnsJson.MAX_DEPTH) {
            violations.add(new Violation(field, "nested at most " + ColumnsJson.MAX_DEPTH + " deep"));
            throw new TooDeep();
        }
    }

    /** PostgreSQL's text has no U+0000, and UTF-8 no lone surrogates. */
    private static boolean isText(String text) {
        for (var i = 0; i < text.length(); i++) {
            var next = text.codePointAt(i);
            if (next == 0 || (next >= Character.MIN_SURROGATE && next <= Character.MAX_SURROGATE)) {
                return false;
            }
            i += Character.charCount(next) - 1;
        }
        return true;
    }

    private static final class TooDeep extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
