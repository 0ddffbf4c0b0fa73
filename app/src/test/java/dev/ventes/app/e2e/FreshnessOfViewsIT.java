package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API tells of how late its collections are, with all services running and with one that does not. */
class FreshnessOfViewsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> STAGES =
            List.of("commit_to_log", "log_to_publish", "publish_to_apply", "apply_to_readable");

    @TempDir
    Path folder;

    @Test
    void everyStageIsCountedAndAViewThatStandsStillSaysSo() throws Exception {
        try (var system = new Observed(folder)) {
            var pipeline = system.pipeline;
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(first(pipeline).getLong("behind_records"))
                            .isZero());
            // What the snapshot found is no change: its commit may be years ago.
            assertThat(samples(pipeline, "postgres")).isZero();

            pipeline.sql("insert into ventes (id, produit, quantite, prix_unitaire) values (101, 'Lampe', 1, 30)");
            pipeline.sql("update ventes set quantite = 2 where id = 101");
            assertThat(pipeline.send("POST", "/ventes", """
                            {"produit":"Lampe","quantite":1,"prix_unitaire":30.00,"date_vente":"2024-01-01T00:00:00Z"}""").statusCode()).isEqualTo(201);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(samples(pipeline, "postgres")).isEqualTo(2);
                assertThat(samples(pipeline, "api")).isEqualTo(1);
            });
            for (var source : List.of("postgres", "api")) {
                var stages = refresh(pipeline).getJsonObject("stages").getJsonObject(source);
                var total = stages.getJsonObject("total").getDouble("p99_ms");
                assertThat(total).isPositive();
                for (var stage : STAGES) {
                    // With the width of the histogram's buckets.
                    assertThat(stages.getJsonObject(stage).getDouble("p50_ms"))
                            .as("%s of %s", stage, stages)
                            .isBetween(0.0, total * 1.1);
                    var counted = "ventes_freshness_seconds_bucket{source=\"" + source + "\",stage=\"" + stage
                            + "\",le=\"+Inf\"}";
                    assertThat(pipeline.metrics("api").get(counted)).isEqualTo(source.equals("api") ? 1 : 2);
                }
            }
            for (var collection : refresh(pipeline).getJsonArray("collections")) {
                assertThat(((JsonObject) collection).getInstant("changed_at")).isAfter(Instant.EPOCH);
                assertThat(((JsonObject) collection)
                                .getJsonObject("commit_to_readable")
                                .getJsonObject("api")
                                .fieldNames())
                        .containsExactly("p50_ms", "p95_ms", "p99_ms");
            }

            pipeline.stop("transformer");
            var stopped = Instant.now();
            pipeline.sql("update ventes set quantite = 3 where id = 101");
            await().atMost(PATIENCE).untilAsserted(() -> {
                var late = first(pipeline);
                assertThat(late.getLong("behind_records")).isEqualTo(1);
                assertThat(late.getDouble("behind_seconds")).isGreaterThan(2);
                assertThat(late.getInstant("as_of")).isBefore(Instant.now().minusSeconds(2));
            });
            pipeline.launch("transformer");
            await().atMost(PATIENCE).untilAsserted(() -> {
                var onTime = first(pipeline);
                assertThat(onTime.getLong("behind_records")).isZero();
                assertThat(onTime.getDouble("behind_seconds")).isZero();
                assertThat(onTime.getInstant("changed_at")).isAfter(stopped);
                // It waited in the log, and that is counted.
                assertThat(refresh(pipeline)
                                .getJsonObject("stages")
                                .getJsonObject("postgres")
                                .getJsonObject("log_to_publish")
                                .getDouble("p99_ms"))
                        .isGreaterThan(1000);
            });
            for (var path : List.of("/kpis", "/kpis/jours", "/kpis/clients", "/ventes/101", "/ventes/101/history")) {
                assertThat(pipeline.get(path).headers().firstValue("X-Data-As-Of"))
                        .as(path)
                        .hasValueSatisfying(
                                asOf -> assertThat(Instant.parse(asOf)).isAfter(stopped));
            }
        }
    }

    private static JsonObject refresh(Pipeline pipeline) throws Exception {
        return new JsonObject(pipeline.get("/refresh").body());
    }

    private static JsonObject first(Pipeline pipeline) throws Exception {
        return refresh(pipeline).getJsonArray("collections").getJsonObject(0);
    }

    private static long samples(Pipeline pipeline, String source) throws Exception {
        return refresh(pipeline).getJsonObject("stages").getJsonObject(source).getLong("samples");
    }
}
