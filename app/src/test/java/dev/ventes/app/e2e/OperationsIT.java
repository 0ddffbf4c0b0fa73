package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.ventes.app.operations.Dashboards;
import dev.ventes.app.operations.PrometheusQueries;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Port;
import dev.ventes.infra.Servers;
import dev.ventes.infra.prometheus.PrometheusServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/**
 * A real Prometheus looks at the running system: each panel of each dashboard has something to show, each rule has what it
 * asks for, nothing alarms while all is well, and what is really broken does. The rules are those that are deployed,
 * only that nothing has to last: their times are for the pace of people.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperationsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** How full the disk of this machine is, is not ours. */
    private static final Set<String> OF_THE_MACHINE = Set.of("VentesDiskFilling", "VentesDiskFull");

    @TempDir
    static Path folder;

    private static Servers servers;
    private static Pipeline pipeline;
    private static PrometheusServer server;
    private static PrometheusQueries prometheus;

    @BeforeAll
    static void start() throws Exception {
        var program = PrometheusServer.installed();
        assumeTrue(program.isPresent(), "there is no prometheus");
        var passwords = Passwords.keptIn(folder);
        servers = Servers.start(folder, Servers.Ports.FREE, passwords);
        pipeline = new Pipeline(Endpoints.of(servers, passwords), Pipeline::here);
        pipeline.launch("verifier");
        var targets = Map.of(
                "connector", pipeline.managementPort("connector"),
                "transformer", pipeline.managementPort("transformer"),
                "sales-api", pipeline.managementPort("api"),
                "verifier", pipeline.managementPort("verifier"));
        server = new PrometheusServer(
                program.get(),
                new PrometheusServer.Options(
                        folder.resolve("prometheus"),
                        Port.free(),
                        targets,
                        Path.of("..", "docs"),
                        Duration.ofMillis(500),
                        rules -> rules.replaceAll("(for|interval): \\d+[smhd]", "$1: 1s")));
        server.start();
        prometheus = new PrometheusQueries(server.url());
    }

    @AfterAll
    static void stop() {
        if (prometheus != null) {
            prometheus.close();
            server.close();
        }
        if (servers != null) {
            pipeline.close();
            servers.close();
        }
    }

    @Test
    @Order(1)
    void everyPanelShowsSomethingAndNothingAlarms() throws Exception {
        pipeline.sql("insert into ventes (id, produit, quantite, prix_unitaire) values (500001, 'Lampe', 1, 30.00)");
        assertThat(pipeline.send("POST", "/ventes", "{\"produit\":\"Lampe\",\"quantite\":1,\"prix_unitaire\":30.00}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(Dashboards.questions()).hasSizeGreaterThan(80);

        await().atMost(SOON).untilAsserted(() -> {
            for (var question : Dashboards.questions()) {
                if (!question.expression().startsWith("max by (alertname) (ALERTS")) {
                    assertThat(prometheus.series(question.expression()))
                            .as(question.toString())
                            .isPositive();
                }
            }
            assertQuiet();
        });
    }

    @Test
    @Order(2)
    void aStoppedTransformerIsSeenAndSoIsWhatWaitsForIt() throws Exception {
        pipeline.stop("transformer");
        pipeline.sql("insert into ventes (produit, quantite, prix_unitaire)"
                + " select 'Vélo', 1, 349.90 from generate_series(1, 10100)");
        var late = pipeline.send("GET", "/ventes/500001", null, "X-Min-Position", "0-1-1000000000");
        assertThat(late.statusCode()).as(late.body()).isEqualTo(503);

        awaitFiring("VentesTransformerDown", "VentesInstanceDown", "VentesViewLags");
        assertEveryRuleHasWhatItAsksFor();
        assertThat(prometheus.alerts()).allSatisfy(alert -> {
            var said = alert.path("annotations");
            assertThat(said.path("summary").asText()).isNotBlank().doesNotContain("error", "<no value>");
            assertThat(said.path("description").asText()).isNotBlank().doesNotContain("error", "<no value>");
            assertThat(said.path("runbook_url").asText()).startsWith(server.url() + "/user/runbook.md#ventes");
        });
        pipeline.launch("transformer");
        awaitQuiet();
    }

    private static void assertEveryRuleHasWhatItAsksFor() throws Exception {
        assertThat(prometheus.rules()).hasSizeGreaterThan(40).allSatisfy(rule -> {
            assertThat(rule.health()).as(rule + ": " + rule.lastError()).isEqualTo("ok");
            assertThat(PrometheusQueries.selectors(rule.query()))
                    .isNotEmpty()
                    .allSatisfy(selector -> assertThat(prometheus.series("last_over_time(" + selector + "[5m])"))
                            .as("%s of %s", selector, rule.name())
                            .isPositive());
        });
    }

    @Test
    @Order(3)
    void aStoppedConnectorIsSeen() throws Exception {
        pipeline.stop("connector");
        awaitFiring("VentesConnectorDown", "VentesInstanceDown");
        pipeline.launch("connector");
        awaitQuiet();
    }

    @Test
    @Order(4)
    void aViewThatSomebodyElseHasWrittenToIsSeen() throws Exception {
        var sale = Filters.eq("_id", 500001L);
        var before = pipeline.view(500001).orElseThrow().columns();
        assertThat(before.toString()).contains("30.00");
        change(sale, "666.00");
        awaitFiring("VentesViewDiffers");
        change(sale, "30.00");
        awaitQuiet();
    }

    private static void change(Bson sale, String price) {
        Mono.from(pipeline.database()
                        .getCollection("ventes")
                        .updateOne(sale, Updates.set("prix_unitaire", Decimal128.parse(price))))
                .block();
    }

    @Test
    @Order(5)
    void poisonOnTheLogIsSeen() throws Exception {
        var poison = "not JSON".getBytes(StandardCharsets.UTF_8);
        pipeline.write(
                new ProducerRecord<>("ventes.changes", "{\"id\":500001}".getBytes(StandardCharsets.UTF_8), poison));
        awaitFiring("VentesRejected");
    }

    private static void awaitFiring(String... alerts) {
        await().atMost(SOON).untilAsserted(() -> assertThat(ours()).containsExactlyInAnyOrder(alerts));
    }

    private static void awaitQuiet() {
        await().atMost(SOON).untilAsserted(OperationsIT::assertQuiet);
    }

    private static void assertQuiet() throws Exception {
        assertThat(ours()).isEmpty();
    }

    private static Set<String> ours() throws Exception {
        return prometheus.firing().stream()
                .filter(alert -> !OF_THE_MACHINE.contains(alert))
                .collect(Collectors.toSet());
    }
}
