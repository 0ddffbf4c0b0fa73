package dev.ventes.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the validator, with the schemas of the contract. */
class SimpleSchemaTest {
    private static final int BODIES = 1000;

    /** Good ones, and some at or past each border. */
    private static final List<Object> VALUES = Arrays.asList(
            null,
            true,
            "",
            "Laptop",
            "é".repeat(50),
            "é".repeat(51),
            "\uD83D\uDE00".repeat(50),
            "\uD83D\uDE00".repeat(60),
            "\uD83D\uDE00".repeat(100),
            "x".repeat(60),
            "x".repeat(61),
            "x".repeat(100),
            "x".repeat(101),
            0L,
            2L,
            -2147483648L,
            -2147483649L,
            2147483647L,
            2147483648L,
            99999999L,
            100000000L,
            new BigDecimal("2.0"),
            new BigDecimal("500.00"),
            new BigDecimal("99999999.99"),
            new BigDecimal("99999999.9900000000001"),
            new BigDecimal("-99999999.99"),
            new BigDecimal("-99999999.991"),
            new BigDecimal("1E+6000"),
            "2024-01-10T10:00:00Z",
            "2024-01-10T10:00:00.123456789Z",
            "2024-01-10T10:00:00.1234567890Z",
            "2024-02-29T23:59:59Z",
            "2023-02-29T23:59:59Z",
            "2024-12-31T00:00:00Z",
            "2024-11-31T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-00-10T00:00:00Z",
            "2024-01-00T00:00:00Z",
            "2024-12-31T23:59:60Z",
            "2024-01-10T24:00:00Z",
            "2024-01-10T10:00:00+01:00",
            "2024-01-10t10:00:00z",
            "0000-01-01T00:00:00Z",
            "2024-01-10",
            "create",
            "drop",
            "*",
            "\"3-1-1042\"",
            "W/\"x\"",
            "3-1-1042",
            "\"" + "x".repeat(199) + "\"",
            List.of(1L),
            Map.of(),
            Map.of("produit", "Laptop"));

    private static Vertx vertx;
    private static OpenAPIContract contract;

    @BeforeAll
    static void readContract() throws IOException {
        vertx = Vertx.vertx();
        try (var file = Routes.class.getResourceAsStream("/" + Routes.CONTRACT)) {
            var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            contract = OpenAPIContract.from(vertx, ContractReading.parse(text)).await();
        }
    }

    @AfterAll
    static void end() {
        vertx.close().await();
    }

    private static JsonSchema schema(String operation) {
        return contract.operation(operation)
                .getRequestBody()
                .getContent()
                .get(Answer.JSON)
                .getSchema();
    }

    /** Of a schema's fields each: missing, a good one, or any of the values. */
    private static Map<String, Object> body(Random random, Map<String, Object> good) {
        var body = new LinkedHashMap<>(good);
        var names = new ArrayList<>(good.keySet());
        names.add("remise");
        for (var changes = random.nextInt(3); changes > 0; changes--) {
            var name = names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) {
                body.remove(name);
            } else {
                body.put(name, VALUES.get(random.nextInt(VALUES.size())));
            }
        }
        return body;
    }

    private static Map<String, Object> good(String operation) {
        return operation.equals("batchVentes")
                ? Map.of("op", "replace", "id", 5L, "if_match", "\"3-1-1042\"", "sale", good("createVente"))
                : Map.of(
                        "produit",
                        "Laptop",
                        "quantite",
                        2L,
                        "prix_unitaire",
                        new BigDecimal("500.00"),
                        "date_vente",
                        "2024-01-10T10:00:00Z",
                        "client",
                        "Dupont",
                        "pays",
                        "France");
    }

    @ParameterizedTest
    @ValueSource(strings = {"createVente", "replaceVente", "patchVente", "batchVentes"})
    void whatIsAllowedTheValidatorAllows(String operation) {
        var simple = new SimpleSchema((JsonObject) schema(operation));
        var validator = contract.getSchemaRepository().validator(schema(operation));
        var random = new Random(1);
        var allowed = 0;
        var refused = 0;

        for (var i = 0; i < BODIES; i++) {
            var body = body(random, good(operation));
            if (simple.allows(body)) {
                allowed++;
                assertThat(isValid(validator, body)).as("%s", body).isTrue();
            } else if (!isValid(validator, body)) {
                refused++;
            }
        }

        assertThat(simple.allows(good(operation))).isTrue();
        assertThat(allowed).isGreaterThan(BODIES / 3);
        assertThat(refused).isGreaterThan(BODIES / 10);
    }

    @Test
    void eachValueThatIsAllowedAsAFieldTheValidatorAllows() {
        for (var operation : List.of("createVente", "replaceVente", "patchVente", "batchVentes")) {
            var simple = new SimpleSchema((JsonObject) schema(operation));
            var validator = contract.getSchemaRepository().validator(schema(operation));
            for (var name : good(operation).keySet()) {
                for (var value : VALUES) {
                    var body = new LinkedHashMap<>(good(operation));
                    body.put(name, value);
                    assertThat(!simple.allows(body) || isValid(validator, body))
                            .as("%s of %s: %s", name, operation, value)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}",
                "{\"type\":\"object\",\"minProperties\":1}",
                "{\"allOf\":[{\"type\":\"object\"}]}"
            })
    void aSchemaThatSaysMoreAllowsNothing(String schema) {
        assertThat(new SimpleSchema(new JsonObject(schema)).allows(Map.of("a", "b")))
                .isFalse();
    }

    @Test
    void aNumberWhoseFormatOnlyTheValidatorKnowsIsLeftToIt() {
        assertThat(allows("{\"type\":\"integer\",\"format\":\"int64\"}", 5L)).isTrue();
        assertThat(allows("{\"type\":\"integer\",\"format\":\"int32\"}", 5L)).isFalse();
        assertThat(allows("{\"type\":\"number\",\"format\":\"double\"}", new BigDecimal("0.5")))
                .isFalse();
        assertThat(allows("{\"type\":[\"integer\",\"null\"],\"format\":\"int64\"}", null))
                .isFalse();
    }

    private static boolean allows(String schema, Object value) {
        return new SimpleSchema(new JsonObject(schema)).allows(value);
    }

    private static boolean isValid(Validator validator, Map<String, Object> body) {
        return validator.validate(new JsonObject(body)).getValid();
    }
}
