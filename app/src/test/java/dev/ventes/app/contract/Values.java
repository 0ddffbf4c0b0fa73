package dev.ventes.app.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Values that a schema takes, and values that hardly any does. */
final class Values {
    private static final List<String> WORDS =
            List.of("Laptop", "Vélo", "Écran 3", "mug", "Tasse à café", "France", "United Kingdom", "Zoé", "日本");
    private static final List<String> JUNK = List.of(
            "",
            "0",
            "-1",
            "1.5",
            "1e400",
            "9223372036854775807",
            "9223372036854775808",
            "NaN",
            "null",
            "true",
            "*",
            "\"\"",
            "W/\"1-1-1\"",
            "\"1-1-1\"",
            "\"0-99999999-99999999\"",
            "[]",
            "{}",
            "$ne",
            "{\"$gt\":\"\"}",
            "$where",
            "_sync",
            "_id",
            "_sync.deleted",
            "-date_vente",
            "id,produit",
            "montant_total",
            ".",
            "..",
            "../../etc/passwd",
            "' OR 1=1 --",
            "(a+)+$",
            "é",
            "💶",
            "\u0000",
            "\uFFFF",
            "\r\nX-Injected: 1",
            "2024-13-40",
            "2024-02-30T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "+10000-01-01T00:00:00Z",
            "+999999999-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
            "2024-01-10T10:00:00+02:00",
            "a".repeat(3000));

    private final Random random;
    private final Memory memory;

    Values(Random random, Memory memory) {
        this.random = random;
        this.memory = memory;
    }

    String junk() {
        return pick(JUNK);
    }

    <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** Any JSON at all. */
    Object anything(int depth) {
        return switch (random.nextInt(depth > 4 ? 7 : 10)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong();
            case 3 -> new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(-400, 400));
            case 4 -> random.nextInt(100);
            case 5 -> junk();
            case 6 -> pick(WORDS);
            case 7 -> new JsonArray().add(anything(depth + 1)).add(anything(depth + 1));
            default -> new JsonObject().put(pick(WORDS), anything(depth + 1)).put(junk(), anything(depth + 1));
        };
    }

    /** One that keeps the schema, as far as this can tell; {@code name} helps with what no schema says. */
    Object of(JsonObject schema, String name) {
        if (schema.containsKey("const")) {
            return schema.getValue("const");
        }
        if (schema.containsKey("enum")) {
            return pick(schema.getJsonArray("enum").stream().toList());
        }
        for (var combined : List.of("oneOf", "anyOf")) {
            if (schema.containsKey(combined)) {
                return of(
                        (JsonObject) pick(schema.getJsonArray(combined).stream().toList()), name);
            }
        }
        return switch (type(schema)) {
            case "null" -> null;
            case "boolean" -> random.nextBoolean();
            case "integer" -> integer(schema, name);
            case "number" -> BigDecimal.valueOf(random.nextInt(-100_000, 10_000_000), 2);
            case "array" -> array(schema, name);
            case "object" -> object(schema);
            default -> text(schema, name);
        };
    }

    /** With all that is required, most of what may be there, and now and then more. */
    JsonObject object(JsonObject schema) {
        var required = schema.getJsonArray("required", new JsonArray());
        var object = new JsonObject();
        schema.getJsonObject("properties", new JsonObject()).forEach(property -> {
            if (required.contains(property.getKey()) || chance(60)) {
                object.put(property.getKey(), of((JsonObject) property.getValue(), property.getKey()));
            }
        });
        if (schema.getValue("additionalProperties") instanceof Boolean more && more && chance(10)) {
            object.put("vendeur", pick(WORDS));
        }
        return object;
    }

    private JsonArray array(JsonObject schema, String name) {
        var array = new JsonArray();
        var items = schema.getJsonObject("items", new JsonObject());
        for (var size = random.nextInt(5); size >= 0; size--) {
            array.add(of(items, name));
        }
        return array;
    }

    private String type(JsonObject schema) {
        var type = schema.getValue("type");
        return type instanceof JsonArray several
                ? (String) pick(several.stream().toList())
                : String.valueOf(type);
    }

    private Object integer(JsonObject schema, String name) {
        var known = chance(70) ? memory.recall(name) : null;
        if (known != null) {
            return Long.valueOf(known);
        }
        var least = schema.getLong("minimum", -10L);
        var most = schema.getLong("maximum", 2_000L);
        if (chance(10)) {
            return chance(50) ? least : most;
        }
        var low = Math.max(least, -5);
        return low + random.nextLong(Math.min(most, low + 500) - low + 1);
    }

    private String text(JsonObject schema, String name) {
        var known = chance(60) ? memory.recall(name) : null;
        if (known != null) {
            return known;
        }
        if ("date-time".equals(schema.getString("format")) || name.startsWith("date_") || name.equals("at")) {
            return Instant.ofEpochMilli(1_200_000_000_000L + random.nextLong(700_000_000_000L))
                    .toString();
        }
        var text = chance(20) ? junk() : pick(WORDS);
        return Contract.keeps(schema, text) ? text : pick(WORDS);
    }
}
