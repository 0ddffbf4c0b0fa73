package dev.ventes.api.http;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.Parameter;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the contract demands of one parameter. */
final class ParameterRule {
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,40}(\\.\\d{1,40})?([eE][+-]?\\d{1,4})?");

    private final Parameter parameter;
    private final JsonObject schema;
    private final Validator validator;
    private final SimpleSchema simple;

    ParameterRule(Parameter parameter, Validator validator) {
        this.parameter = parameter;
        this.schema = (JsonObject) parameter.getSchema();
        this.validator = validator;
        simple = new SimpleSchema(schema);
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
        if (simple.allows(value)) {
            return Optional.empty();
        }
        var result = validator.validate(value);
        return result.getValid() ? Optional.empty() : Optional.of(result);
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
