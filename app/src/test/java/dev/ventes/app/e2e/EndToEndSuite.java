package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ventes.app.derived.KeptFigures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What the whole system promises, on whatever servers a subclass brings. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class EndToEndSuite {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration SOON = Duration.ofSeconds(60);

    private Pipeline pipeline;

    abstract Endpoints startServers() throws Exception;

    abstract void stopServers();

    @BeforeAll
    void start() throws Exception {
        pipeline = new Pipeline(startServers(), Pipeline::here);
        await().atMost(SOON).untilAsserted(() -> assertThat(pipeline.view()).hasSizeGreaterThanOrEqualTo(4));
    }

    @AfterAll
    void stop() {
        if (pipeline != null) {
            pipeline.close();
        }
        stopServers();
    }

    @Test
    void theFourClassicSalesAreReadable() throws Exception {
        var laptop = sale(1);

        assertThat(laptop.get("produit").asText()).isEqualTo("Laptop");
        assertThat(laptop.get("date_vente").asText()).isEqualTo("2024-01-10T10:00:00Z");
        assertThat(laptop.get("montant_total").isNumber()).isTrue();
        assertThat(laptop.get("montant_total").decimalValue()).isEqualByComparingTo("1000.00");
        assertThat(laptop.has("_sync")).isFalse();
    }

    @Test
    void whatIsTypedIntoPostgresIsReadable() throws Exception {
        pipeline.sql("insert into ventes (id, produit, quantite, prix_unitaire, date_vente)"
                + " values (500001, 'Café', 2, 3.50, '2024-02-01 08:00')");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(status("/ventes/500001")).isEqualTo(200));
        assertThat(sale(500001).get("produit").asText()).isEqualTo("Café");

        pipeline.sql("update ventes set quantite = 5 where id = 500001");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(sale(500001).get("montant_total").decimalValue())
                                .isEqualByComparingTo("17.50"));

        pipeline.sql("delete from ventes where id = 500001");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(status("/ventes/500001")).isEqualTo(404));
    }

    @Test
    void whatIsWrittenThroughTheApiIsReadableWhenItIsAnswered() throws Exception {
        var created = pipeline.send("POST", "/ventes", """
                {"produit":"Souris","quantite":3,"prix_unitaire":19.90,"date_vente":"2024-03-01T12:00:00Z"}""");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        var id = JSON.readTree(created.body()).get("id").asLong();
        assertThat(id).isGreaterThanOrEqualTo(1_000_000_000);
        assertThat(sale(id).get("montant_total").decimalValue()).isEqualByComparingTo("59.70");

        var version = pipeline.get("/ventes/" + id).headers().firstValue("ETag").orElseThrow();
        var body = """
                {"produit":"Souris","quantite":4,"prix_unitaire":19.90,"date_vente":"2024-03-01T12:00:00Z"}""";
        assertThat(pipeline.send("PUT", "/ventes/" + id, body, "If-Match", version)
                        .statusCode())
                .isEqualTo(200);
        assertThat(sale(id).get("quantite").asInt()).isEqualTo(4);
        assertThat(pipeline.send("PUT", "/ventes/" + id, body, "If-Match", version)
                        .statusCode())
                .isEqualTo(412);

        assertThat(pipeline.send("DELETE", "/ventes/" + id, null).statusCode()).isEqualTo(204);
        assertThat(status("/ventes/" + id)).isEqualTo(404);
        assertThat(pipeline.send("DELETE", "/ventes/" + id, null).statusCode()).isEqualTo(404);
        assertThat(pipeline.send("PUT", "/ventes/" + id, body).statusCode()).isEqualTo(404);

        var key = "{\"id\":" + id + "}";
        assertThat(operations("ventes.changes", key)).containsExactly("c", "u", "u", "d", "d", "u");
        assertThat(operations("ventes.enriched", key)).containsExactly("c", "u", "d", "tombstone");
    }

    @Test
    void whatASaleWasAndWhereItWasChangedIsReadable() throws Exception {
        pipeline.sql("insert into ventes (id, produit, quantite, prix_unitaire) values (500010, 'Vélo', 2, 5.00)");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(status("/ventes/500010")).isEqualTo(200));
        assertThat(pipeline.send("PATCH", "/ventes/500010", "{\"quantite\": 7}").statusCode())
                .isEqualTo(200);
        pipeline.sql("update ventes set prix_unitaire = 6.00 where id = 500010");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(sale(500010).get("montant_total").decimalValue())
                                .isEqualByComparingTo("42.00"));

        var history = JSON.readTree(pipeline.get("/ventes/500010/history").body());
        assertThat(history.findValuesAsText("op")).containsExactly("update", "update", "create");
        assertThat(history.findValuesAsText("source")).containsExactly("postgres", "api", "postgres");
        assertThat(history.findValuesAsText("montant_total")).containsExactly("42.0", "35.0", "10.0");
        var before = history.get(1).get("vente");
        var at = history.get(1).get("logged_at").asText();
        assertThat(JSON.readTree(pipeline.get("/ventes/500010?at=" + at).body()))
                .isEqualTo(before);

        pipeline.sql("delete from ventes where id = 500010");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(status("/ventes/500010")).isEqualTo(404));
        assertThat(JSON.readTree(pipeline.get("/ventes/500010/history").body()).findValuesAsText("op"))
                .containsExactly("delete", "update", "update", "create");
    }

    @Test
    void aCreationThatIsSentAgainIsTheSameSale() throws Exception {
        var body = """
                {"produit":"Souris","quantite":3,"prix_unitaire":19.90}""";
        var first = pipeline.send("POST", "/ventes", body, "Idempotency-Key", "e2e-1");
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        var path = first.headers().firstValue("Location").orElseThrow();
        pipeline.send("DELETE", path, null);

        var again = pipeline.send("POST", "/ventes", body, "Idempotency-Key", "e2e-1");

        assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("ETag")).isEqualTo(first.headers().firstValue("ETag"));
        assertThat(status(path)).isEqualTo(404);
    }

    @Test
    void aColumnAddedWhileItRunsShowsUp() throws Exception {
        pipeline.sql(
                "insert into ventes (id, produit, quantite, prix_unitaire) values (500002, 'Thé', 1, 2.00)",
                "alter table ventes add column canal varchar(20)",
                "update ventes set canal = 'boutique' where id = 500002");
        try {
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(sale(500002).path("canal").asText()).isEqualTo("boutique"));
        } finally {
            pipeline.sql("delete from ventes where id = 500002", "alter table ventes drop column canal");
        }
    }

    @Test
    void garbageIsRejectedWithItsBytesAndTheRestFlowsOn() throws Exception {
        pipeline.sql("insert into ventes (id, produit, quantite, prix_unitaire) values (500003, 'Avant', 1, 1.00)");
        var noise = new byte[1_000_000];
        new Random(1).nextBytes(noise);
        var key = "{\"id\":500003}".getBytes(StandardCharsets.UTF_8);
        var garbage = List.of(
                record(key, "not JSON".getBytes(StandardCharsets.UTF_8)),
                record(null, "{\"op\":\"c\",\"after\":{\"id\":1}}".getBytes(StandardCharsets.UTF_8)),
                record(key, "{\"op\":\"z\"}".getBytes(StandardCharsets.UTF_8)),
                record(key, "{\"op\":\"u\",\"after\":null}".getBytes(StandardCharsets.UTF_8)),
                record(key, "{\"op\":\"u\",\"after\":{\"id\":500003}}".getBytes(StandardCharsets.UTF_8)),
                record(key, noise));
        for (var record : garbage) {
            pipeline.write(record);
        }
        pipeline.sql("insert into ventes (id, produit, quantite, prix_unitaire) values (500004, 'Après', 1, 1.00)");

        await().atMost(SOON).untilAsserted(() -> {
            var rejected = Topic.read(pipeline.endpoints().kafka(), "ventes.rejected");
            assertThat(garbage)
                    .allSatisfy(sent -> assertThat(rejected).anySatisfy(found -> {
                        assertThat(found.value()).isEqualTo(sent.value());
                        assertThat(found.key()).isEqualTo(sent.key());
                        assertThat(found.headers()
                                        .lastHeader("ventes.rejected.reason")
                                        .value())
                                .isNotEmpty();
                    }));
            assertThat(status("/ventes/500003")).isEqualTo(200);
            assertThat(status("/ventes/500004")).isEqualTo(200);
        });
        pipeline.sql("delete from ventes where id in (500003, 500004)");
    }

    /** A tenth of them; with all of them {@link KpisIT} does the same. */
    @Test
    void realSalesArriveCompletelyAndStayEqualWhileTheyChange() throws Exception {
        var imported = RealSales.importInto(pipeline.endpoints(), 10);
        System.out.println("imported " + imported + " sales");
        awaitEqualTotals();

        var random = new Random(42);
        try (var connection = pipeline.postgres();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (var tenth = 0; tenth < 10; tenth++) {
                statement.execute("update ventes set quantite = quantite + 1, prix_unitaire = prix_unitaire * 2"
                        + " where id % 100 = " + random.nextInt(100));
                statement.execute("delete from ventes where id % 100 = " + random.nextInt(100) + " and id > 4");
                connection.commit();
            }
        }
        awaitEqualTotals();
        try (var connection = pipeline.postgres()) {
            var table = Table.read(connection);
            var view = pipeline.view();
            assertThat(KeptFigures.differences(pipeline.database(), view.values()))
                    .isEmpty();
            view.keySet().removeIf(id -> id >= 1_000_000_000);
            table.assertEquals(view);
        }
    }

    @Test
    void theTransformersCountersAddUp() throws Exception {
        await().atMost(SOON).untilAsserted(() -> {
            var metrics = pipeline.metrics("transformer");
            var outcomes = metrics.entrySet().stream()
                    .filter(metric -> metric.getKey().startsWith("ventes_transformer_outcomes_total"))
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
            assertThat(outcomes).isPositive().isEqualTo(metrics.get("ventes_transformer_consumed_total"));
        });
    }

    private void awaitEqualTotals() throws Exception {
        try (var connection = pipeline.postgres()) {
            var expected = Table.totals(connection);
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        var view = pipeline.view();
                        view.keySet().removeIf(id -> id >= 1_000_000_000);
                        var actual = Table.totals(view);
                        assertThat(actual.count()).isEqualTo(expected.count());
                        assertThat(actual.quantite()).isEqualByComparingTo(expected.quantite());
                        assertThat(actual.montant()).isEqualByComparingTo(expected.montant());
                    });
        }
    }

    private JsonNode sale(long id) throws Exception {
        return JSON.readTree(pipeline.get("/ventes/" + id).body());
    }

    private int status(String path) throws Exception {
        return pipeline.get(path).statusCode();
    }

    private static ProducerRecord<byte[], byte[]> record(byte[] key, byte[] value) {
        return new ProducerRecord<>("ventes.changes", key, value);
    }

    private List<String> operations(String topic, String key) throws Exception {
        var operations = new ArrayList<String>();
        var bytes = key.getBytes(StandardCharsets.UTF_8);
        for (ConsumerRecord<byte[], byte[]> record :
                Topic.read(pipeline.endpoints().kafka(), topic)) {
            if (Arrays.equals(record.key(), bytes)) {
                operations.add(
                        record.value() == null
                                ? "tombstone"
                                : JSON.readTree(record.value()).get("op").asText());
            }
        }
        return operations;
    }
}
