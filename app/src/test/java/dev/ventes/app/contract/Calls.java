package dev.ventes.app.contract;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes requests from the contract: most keep it, the others break it in one of many ways. One thread. */
final class Calls {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");

    private final Contract contract;
    private final Random random;
    private final Values values;
    private boolean broken;

    Calls(Contract contract, Random random, Memory memory) {
        this.contract = contract;
        this.random = random;
        this.values = new Values(random, memory);
    }

    Call next() {
        if (values.chance(3)) {
            return elsewhere();
        }
        broken = false;
        var operation = values.pick(contract.operations());
        var path = operation.path();
        var query = new StringBuilder();
        var headers = new HashMap<String, String>();
        for (var parameter : operation.parameters()) {
            switch (parameter.in()) {
                case "path" -> path = path.replace("{" + parameter.name() + "}", segment(value(parameter)));
                case "query" -> {
                    if (parameter.required() || values.chance(20)) {
                        query.append(query.isEmpty() ? '?' : '&').append(pair(parameter.name(), value(parameter)));
                    }
                }
                default -> {
                    if (parameter.required() || values.chance(25)) {
                        headers.put(parameter.name(), header(value(parameter)));
                    }
                }
            }
        }
        if (values.chance(3)) {
            broken = true;
            query.append(query.isEmpty() ? '?' : '&').append(pair(values.pick(UNKNOWN), values.junk()));
        }
        if (values.chance(30)) {
            accept(operation, headers);
        }
        var body = operation.bodies().isEmpty() ? null : body(operation, headers);
        return new Call(
                operation,
                operation.method(),
                path + query,
                headers,
                body == null ? null : Buffer.buffer(body),
                broken);
    }

    private static final List<String> UNKNOWN =
            List.of("produit[$ne]", "$where", "limit[]", "_sync.deleted", "nothing", "client.$gt");

    /** A path or a method that the contract does not have. */
    private Call elsewhere() {
        var paths = contract.operations().stream().map(Contract.Operation::path).toList();
        var known = values.chance(50);
        var path = known ? values.pick(paths).replaceAll("\\{.*}", "1") : "/" + encoded(values.junk());
        var method = values.pick(METHODS);
        var operation = contract.operations().stream()
                .filter(each ->
                        each.method().equals(method) && path.matches(each.path().replaceAll("\\{.*}", "[^/]+")))
                .findFirst()
                .orElse(null);
        return new Call(operation, method, path, Map.of(), null, false);
    }

    private String value(Contract.Parameter parameter) {
        var value = values.chance(12) ? values.junk() : String.valueOf(values.of(parameter.schema(), parameter.name()));
        broken |= !keeps(parameter, parameter.in().equals("header") ? header(value) : value);
        return value;
    }

    private static boolean keeps(Contract.Parameter parameter, String text) {
        if (!"integer".equals(parameter.schema().getValue("type"))) {
            return "number".equals(parameter.schema().getValue("type")) || Contract.keeps(parameter.schema(), text);
        }
        try {
            return Contract.keeps(parameter.schema(), Long.valueOf(text));
        } catch (NumberFormatException none) {
            return false;
        }
    }

    private void accept(Contract.Operation operation, Map<String, String> headers) {
        var types = operation.responses().values().stream()
                .flatMap(response -> response.content().keySet().stream())
                .distinct()
                .toList();
        headers.put("Accept", values.chance(80) && !types.isEmpty() ? values.pick(types) : values.pick(ACCEPTED));
    }

    private static final List<String> ACCEPTED = List.of(
            "*/*", "text/html", "application/*", "application/json;q=0", "nonsense", ";;;", "text/csv, */*;q=0.1");

    private byte[] body(Contract.Operation operation, Map<String, String> headers) {
        var type = values.pick(List.copyOf(operation.bodies().keySet()));
        var schema = operation.bodies().get(type);
        headers.put("Content-Type", values.chance(4) ? values.junk().replaceAll("[^ -~]", "?") : type);
        if (type.contains("ndjson")) {
            return lines(operation);
        }
        var value = values.of(schema, "body");
        if (value instanceof JsonObject object && values.chance(25)) {
            spoil(object);
            broken |= !Contract.keeps(schema, object);
        }
        var text = value instanceof JsonObject object ? object.encode() : String.valueOf(value);
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (values.chance(4)) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        } else if (values.chance(3)) {
            bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
        }
        return bytes;
    }

    /** The items of the operation's other form, the array, a line each. */
    private byte[] lines(Contract.Operation operation) {
        var item = operation.bodies().values().stream()
                .filter(schema -> schema.containsKey("items"))
                .map(schema -> schema.getJsonObject("items"))
                .findFirst()
                .orElse(new JsonObject());
        var text = new StringBuilder();
        for (var count = random.nextInt(6); count >= 0; count--) {
            text.append(values.chance(15) ? values.junk() : String.valueOf(values.of(item, "line")))
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void spoil(JsonObject object) {
        var names = List.copyOf(object.fieldNames());
        switch (random.nextInt(4)) {
            case 0 -> object.remove(names.isEmpty() ? "none" : values.pick(names));
            case 1 -> object.put(names.isEmpty() ? "produit" : values.pick(names), values.anything(0));
            case 2 -> object.put(values.junk(), values.anything(0));
            default -> {
                var deep = new JsonArray();
                for (var depth = random.nextInt(120); depth > 0; depth--) {
                    deep = new JsonArray().add(deep);
                }
                object.put("deep", deep);
            }
        }
    }

    private static String pair(String name, String value) {
        return encoded(name) + "=" + encoded(value);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Some segments make another path, which would be none of this operation's. */
    private static String segment(String text) {
        return List.of("", ".", "..").contains(text) ? "x" : encoded(text);
    }

    /** What a client can send in a header at all. */
    private static String header(String value) {
        return value.replaceAll("[^ -~]", "?");
    }
}
