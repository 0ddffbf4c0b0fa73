package dev.ventes.api.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds that a value is a good one, where the schema is simple; nearly every value is. What it does not find good may be
 * good all the same, and what is wrong with it, the validator says: that never compiles to machine code, since its one
 * method is larger than what the JVM compiles, and takes a hundred times as long.
 */
final class SimpleSchema {
    /** With those that only describe. A schema that has others finds nothing good. */
    private static final Set<String> KNOWN = Set.of(
            "type",
            "format",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "pattern",
            "enum",
            "required",
            "properties",
            "additionalProperties",
            "default",
            "description",
            "examples");

    /** Of RFC 3339, the part that everybody reads alike; on 29 February the validator is asked. */
    private static final Pattern DATE_TIME = Pattern.compile(
            "\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|1\\d|2[0-8]))"
                    + "T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?Z");

    private final boolean known;
    private final Set<String> types;
    private final Optional<List<Object>> allowed;
    private final Optional<String> format;
    private final int minLength;
    private final int maxLength;
    private final Optional<Predicate<String>> pattern;
    private final Optional<BigDecimal> minimum;
    private final Optional<BigDecimal> maximum;
    private final List<String> required;
    private final Map<String, SimpleSchema> properties = new HashMap<>();
    private final boolean open;

    SimpleSchema(JsonObject schema) {
        var others = schema.getValue("additionalProperties", true);
        known = others instanceof Boolean
                && schema.fieldNames().stream()
                        .allMatch(keyword -> KNOWN.contains(keyword) || keyword.startsWith("__"));
        open = Boolean.TRUE.equals(others);
        types = Set.copyOf(list(schema.getValue("type")));
        allowed = Optional.ofNullable(schema.getJsonArray("enum"))
                .map(values -> values.stream().toList());
        format = Optional.ofNullable(schema.getString("format"));
        minLength = schema.getInteger("minLength", 0);
        maxLength = schema.getInteger("maxLength", Integer.MAX_VALUE);
        pattern = Optional.ofNullable(schema.getString("pattern"))
                .map(Pattern::compile)
                .map(Pattern::asPredicate);
        minimum = exact(schema.getNumber("minimum"));
        maximum = exact(schema.getNumber("maximum"));
        required = list(schema.getValue("required"));
        schema.getJsonObject("properties", new JsonObject())
                .forEach(property ->
                        properties.put(property.getKey(), new SimpleSchema((JsonObject) property.getValue())));
    }

    /** False where one cannot tell; numbers are {@link Long} or {@link BigDecimal}. */
    boolean allows(Object value) {
        return known
                && switch (value) {
                    case null -> is("null") && allowed.isEmpty() && format.isEmpty();
                    case String text -> is("string") && isGood(text);
                    case Long number ->
                        (is("integer") || is("number"))
                                && format.filter(given -> !given.equals("int64"))
                                        .isEmpty()
                                && isWithin(BigDecimal.valueOf(number));
                    case BigDecimal number -> is("number") && format.isEmpty() && isWithin(number);
                    case Map<?, ?> fields -> is("object") && isGood(fields);
                    default -> false;
                };
    }

    private boolean is(String type) {
        return types.isEmpty() || types.contains(type);
    }

    private boolean isGood(String text) {
        var length = text.codePointCount(0, text.length());
        return length >= minLength
                && length <= maxLength
                && (format.isEmpty()
                        || (format.get().equals("date-time")
                                && DATE_TIME.matcher(text).matches()))
                && (pattern.isEmpty() || pattern.get().test(text))
                && (allowed.isEmpty() || allowed.get().contains(text));
    }

    private boolean isWithin(BigDecimal number) {
        return allowed.isEmpty()
                && (minimum.isEmpty() || minimum.get().compareTo(number) <= 0)
                && (maximum.isEmpty() || maximum.get().compareTo(number) >= 0);
    }

    private boolean isGood(Map<?, ?> fields) {
        if (allowed.isPresent() || !fields.keySet().containsAll(required)) {
            return false;
        }
        for (var field : fields.entrySet()) {
            var property = properties.get((String) field.getKey());
            if (property == null ? !open : !property.allows(field.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static Optional<BigDecimal> exact(Number number) {
        return Optional.ofNullable(number).map(bound -> new BigDecimal(bound.toString()));
    }

    private static List<String> list(Object oneOrMore) {
        return switch (oneOrMore) {
            case null -> List.of();
            case JsonArray several -> several.stream().map(String.class::cast).toList();
            default -> List.of((String) oneOrMore);
        };
    }
}
