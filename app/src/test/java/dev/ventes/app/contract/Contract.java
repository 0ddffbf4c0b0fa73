package dev.ventes.app.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code openapi.yaml} as the requests are made from it and answers checked. */
final class Contract {
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private final List<Operation> operations;

    /** Whether the value keeps the schema. */
    static boolean keeps(JsonObject schema, Object value) {
        return Specification.validator(schema).validate(value).getValid();
    }

    /** A parameter; {@code in} is {@code path}, {@code query} or {@code header}. */
    record Parameter(String name, String in, boolean required, JsonObject schema) {}

    /** What a status is answered with: the media types with their validators, and the headers that must be there. */
    record Response(Map<String, Optional<Validator>> content, List<String> requiredHeaders) {}

    /**
     * @param bodies the schemas of the request's body by media type; empty if it has none
     * @param responses by status; {@code default} for those that are not named
     */
    record Operation(
            String id,
            String method,
            String path,
            List<Parameter> parameters,
            Map<String, JsonObject> bodies,
            Map<String, Response> responses) {}

    private Contract(List<Operation> operations) {
        this.operations = List.copyOf(operations);
    }

    static Contract read() throws IOException {
        return new Contract(operations(Specification.read("openapi.yaml")));
    }

    List<Operation> operations() {
        return operations;
    }

    private static List<Operation> operations(JsonObject file) {
        var found = new ArrayList<Operation>();
        for (var path : file.getJsonObject("paths")) {
            var item = (JsonObject) path.getValue();
            for (var method : METHODS) {
                if (item.containsKey(method)) {
                    found.add(operation(method.toUpperCase(Locale.ROOT), path.getKey(), item, method));
                }
            }
        }
        return found;
    }

    private static Operation operation(String method, String path, JsonObject item, String key) {
        var operation = item.getJsonObject(key);
        var parameters = new ArrayList<Parameter>();
        for (var list : List.of(
                item.getJsonArray("parameters", new JsonArray()),
                operation.getJsonArray("parameters", new JsonArray()))) {
            for (var each : list) {
                var parameter = (JsonObject) each;
                parameters.add(new Parameter(
                        parameter.getString("name"),
                        parameter.getString("in"),
                        parameter.getBoolean("required", false),
                        parameter.getJsonObject("schema")));
            }
        }
        var bodies = new HashMap<String, JsonObject>();
        operation
                .getJsonObject("requestBody", new JsonObject())
                .getJsonObject("content", new JsonObject())
                .forEach(type -> bodies.put(type.getKey(), ((JsonObject) type.getValue()).getJsonObject("schema")));
        var responses = new TreeMap<String, Response>();
        operation
                .getJsonObject("responses")
                .forEach(status -> responses.put(status.getKey(), response((JsonObject) status.getValue())));
        return new Operation(
                operation.getString("operationId"), method, path, parameters, Map.copyOf(bodies), responses);
    }

    private static Response response(JsonObject response) {
        var content = new HashMap<String, Optional<Validator>>();
        response.getJsonObject("content", new JsonObject()).forEach(type -> {
            var json = type.getKey().endsWith("json");
            var schema = ((JsonObject) type.getValue()).getJsonObject("schema");
            content.put(type.getKey(), json ? Optional.of(Specification.validator(schema)) : Optional.empty());
        });
        var required = new ArrayList<String>();
        response.getJsonObject("headers", new JsonObject()).forEach(header -> {
            if (((JsonObject) header.getValue()).getBoolean("required", false)) {
                required.add(header.getKey());
            }
        });
        return new Response(content, required);
    }
}
