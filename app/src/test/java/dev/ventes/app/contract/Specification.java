package dev.ventes.app.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** A contract as it is on the class path, with what its references name in their place. */
final class Specification {
    private static final JsonSchemaOptions SCHEMAS =
            new JsonSchemaOptions().setBaseUri("https://ventes.invalid").setDraft(Draft.DRAFT202012);

    private Specification() {}

    static JsonObject read(String resource) throws IOException {
        try (var in = Specification.class.getClassLoader().getResourceAsStream(resource)) {
            var yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            var file = new JsonObject(new Yaml().<Map<String, Object>>load(yaml));
            return (JsonObject) resolved(file, file);
        }
    }

    static Validator validator(JsonObject schema) {
        return Validator.create(JsonSchema.of(schema), SCHEMAS);
    }

    /** None of them contains itself. */
    @SuppressWarnings("unchecked")
    private static Object resolved(Object value, JsonObject file) {
        return switch (value) {
            case JsonObject object
            when object.containsKey("$ref") ->
                resolved(JsonPointer.from(object.getString("$ref").substring(1)).queryJson(file), file);
            case JsonObject object -> {
                var copy = new JsonObject();
                object.forEach(entry -> copy.put(entry.getKey(), resolved(entry.getValue(), file)));
                yield copy;
            }
            case Map<?, ?> map -> resolved(new JsonObject((Map<String, Object>) map), file);
            case JsonArray array -> {
                var copy = new JsonArray();
                array.forEach(each -> copy.add(resolved(each, file)));
                yield copy;
            }
            case null, default -> value;
        };
    }
}
