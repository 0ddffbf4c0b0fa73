package dev.ventes.cli.verify;

import static dev.ventes.cli.RunningVentes.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.RunningVentes;
import dev.ventes.cli.WithVentes;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.service.Service;
import dev.ventes.infra.Port;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

@ExtendWith(WithVentes.class)
class PeriodicVerificationIT {
    private final RunningVentes ventes;

    PeriodicVerificationIT(RunningVentes ventes) {
        this.ventes = ventes;
    }

    @Test
    void metricsShowADifferenceAndThatItIsGone() throws Exception {
        var before = (double) Instant.now().getEpochSecond();
        try (var running = start(ventes.configuration(), false)) {
            await().atMost(SOON).untilAsserted(() -> {
                var metrics = running.metrics();
                assertThat(metrics.get("ventes_verify_rows")).isGreaterThanOrEqualTo(4);
                assertThat(metrics.get("ventes_verify_through_timestamp_seconds"))
                        .isGreaterThanOrEqualTo(before);
                assertThat(metrics)
                        .containsEntry("ventes_verify_differing_rows", 0.0)
                        .containsEntry("ventes_verify_unsettled_rows", 0.0)
                        .containsEntry("ventes_verify_differing_indicators", 0.0);
                assertThat(metrics.get("ventes_verify_through_wal_bytes")).isPositive();
                assertThat(metrics.get("ventes_verify_runs_total{outcome=\"complete\"}"))
                        .isGreaterThanOrEqualTo(2);
            });
            assertThat(running.get("/health/ready").statusCode()).isEqualTo(200);

            falsify();
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(running.metrics()).containsEntry("ventes_verify_differing_rows", 1.0));
            ventes.sql("update ventes set produit = produit where id = 1");
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(running.metrics()).containsEntry("ventes_verify_differing_rows", 0.0));

            running.service().close();
            assertThat(running.service().ended()).isCompleted();
        }
    }

    @Test
    void whatDiffersIsRepairedAsItGoes() throws Exception {
        falsify();
        try (var running = start(ventes.configuration(), true)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(running.metrics())
                            .containsEntry("ventes_verify_repaired_rows_total", 1.0)
                            .containsEntry("ventes_verify_differing_rows", 0.0));
        }
        assertThat(ventes.verify().exitCode()).isEqualTo(ExitCode.WELL);
    }

    @Test
    void aServerThatIsAwayIsAFailedRunAndNoEnd() throws Exception {
        var elsewhere = ventes.with("VENTES_POSTGRES_PORT", String.valueOf(Port.free()));
        try (var running = start(elsewhere, false)) {
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(running.metrics().get("ventes_verify_runs_total{outcome=\"failed\"}"))
                                    .isGreaterThanOrEqualTo(2));
            assertThat(running.metrics()).containsEntry("ventes_verify_through_timestamp_seconds", 0.0);
            assertThat(running.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(running.get("/health/ready").body()).contains("PostgreSQL cannot be reached");
            assertThat(running.get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTimeThatIsNoneIsWrongUse() {
        assertThat(ventes.run("verify", "--every", "often").exitCode()).isEqualTo(ExitCode.WRONG);
        assertThat(ventes.run("verify", "--every", "0s").err()).contains("must be a time such as");
    }

    /** In a column that no indicator counts: they are right before and after. */
    private void falsify() {
        var changed = Mono.from(ventes.sales()
                .updateOne(Filters.eq("_id", 1L), Updates.set("prix_unitaire", Decimal128.parse("0.07"))));
        assertThat(changed.block().getModifiedCount()).isEqualTo(1);
    }

    private static Running start(Map<String, String> environment, boolean repair) throws IOException {
        var own = new HashMap<>(environment);
        own.put("VENTES_MANAGEMENT_PORT", "0");
        var config = Configuration.readUnreached(own, VerifyConfig::read);
        return new Running(PeriodicVerification.start(config, Scope.USUAL, Duration.ofMillis(100), repair));
    }

    private record Running(PeriodicVerification started, HttpClient http) implements AutoCloseable {
        Running(PeriodicVerification started) {
            this(started, HttpClient.newHttpClient());
        }

        Service service() {
            return started.service();
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            var uri = URI.create("http://127.0.0.1:" + started.managementPort() + path);
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }

        Map<String, Double> metrics() throws IOException, InterruptedException {
            var metrics = new HashMap<String, Double>();
            get("/metrics").body().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                var space = line.lastIndexOf(' ');
                metrics.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            });
            return metrics;
        }

        @Override
        public void close() {
            started.service().close();
            http.close();
        }
    }
}
