package dev.ventes.api.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.Parameter;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the contract demands of one parameter. Nearly every value is a good one, and what a schema says of a parameter is
 * simple: that it is good is found out here, at a hundredth of what the validator takes; what is wrong with it, the
 * validator says.
 */
final class ParameterRule {
    private static final Set<String> KNOWN_HERE = Set.of(
            "type",
            "format",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "pattern",
            "enum",
            "default",
            "description");

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,4})?");

    private final Parameter parameter;
    private final JsonObject schema;
    private final Validator validator;
    private final boolean known;
    private final Optional<Pattern> pattern;
    private final Optional<JsonArray> allowed;

    ParameterRule(Parameter parameter, Validator validator) {
        this.parameter = parameter;
        this.schema = (JsonObject) parameter.getSchema();
        this.validator = validator;
        known = schema.fieldNames().stream()
                .allMatch(keyword -> KNOWN_HERE.contains(keyword) || keyword.startsWith("__"));
        pattern = Optional.ofNullable(schema.getString("pattern")).map(Pattern::compile);
        allowed = Optional.ofNullable(schema.getJsonArray("enum"));
    }

    Parameter parameter() {
        return parameter;
    }

    JsonObject schema() {
        return schema;
    }

    /** Empty if the value is good, else what the validator says. */
    Optional<OutputUnit> broken(String text) {
        Object value = switch (parameter.getSchemaType()) {
            case INTEGER -> integer(text);
            case NUMBER -> number(text);
            case null, default -> text;
        };
        if (known && isGood(value)) {
            return Optional.empty();
        }
        var result = validator.validate(value);
        return result.getValid() ? Optional.empty() : Optional.of(result);
    }

    private boolean isGood(Object value) {
        return switch (parameter.getSchemaType()) {
            case INTEGER -> value instanceof Long number && isWithin(BigDecimal.valueOf(number));
            case STRING -> value instanceof String text && isGood(text);
            case null, default -> false;
        };
    }

    private boolean isGood(String text) {
        var length = text.codePointCount(0, text.length());
        return schema.getString("format") == null
                && length >= schema.getInteger("minLength", 0)
                && length <= schema.getInteger("maxLength", Integer.MAX_VALUE)
                && pattern.map(wanted -> wanted.matcher(text).find()).orElse(true)
                && allowed.map(values -> values.contains(text)).orElse(true);
    }

    private boolean isWithin(BigDecimal number) {
        return allowed.isEmpty()
                && (!schema.containsKey("minimum") || exact("minimum").compareTo(number) <= 0)
                && (!schema.containsKey("maximum") || exact("maximum").compareTo(number) >= 0);
    }

    private BigDecimal exact(String keyword) {
        return new BigDecimal(schema.getNumber(keyword).toString());
    }

    /** The text where it is none: that is no integer for the validator either. */
    static Object integer(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notAnInteger) {
            return text;
        }
    }

    /** Likewise, and where it is too large to be calculated with. */
    private static Object number(String text) {
        return NUMBER.matcher(text).matches() ? new BigDecimal(text) : text;
    }
}
