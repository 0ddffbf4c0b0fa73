package dev.ventes.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.infra.Port;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

@ExtendWith(WithServers.class)
class OutageIT {
    private static final int ROWS = 20_000;
    private static final long FIRST = 1_000;

    private final Servers servers;

    OutageIT(Servers servers) {
        this.servers = servers;
    }

    @Test
    void enginesThatAreCutInTheMiddleLoseNothing() throws Exception {
        try (var connector = Connector.start(servers.config("cut"));
                var topic = servers.topic("cut")) {
            await().atMost(Servers.PATIENCE).until(() -> topic.marks().containsKey(new Mark.End(1)));

            copyRows();
            for (var cuts = 1; cuts <= 4; cuts++) {
                var soFar = topic.read().size();
                await().atMost(Servers.PATIENCE).until(() -> topic.read().size() > soFar);
                cutAllSessions();
            }

            assertThatEveryRowIsOn(topic);
            assertThat(topic.marks().keySet()).contains(new Mark.Start(2, false));
            assertThat(connector.ended()).isNotDone();
        }
    }

    @Test
    void postgresOutageDelaysButLosesNothing() throws Exception {
        var config = servers.config("postgresoutage");
        try (var connector = Connector.start(config);
                var topic = servers.topic("postgresoutage")) {
            await().atMost(Servers.PATIENCE).until(() -> topic.marks().containsKey(new Mark.End(1)));

            copyRows();
            servers.postgres.kill();
            servers.postgres.start();

            assertThatEveryRowIsOn(topic);
            assertThat(connector.ended()).isNotDone();
        }
    }

    @Test
    void kafkaOutageDelaysButLosesNothing() throws Exception {
        try (var connector = Connector.start(servers.config("kafkaoutage"))) {
            try (var topic = servers.topic("kafkaoutage")) {
                await().atMost(Servers.PATIENCE).until(() -> topic.marks().containsKey(new Mark.End(1)));
            }

            servers.kafka.stop();
            copyRows();
            servers.kafka.start();

            try (var topic = servers.topic("kafkaoutage")) {
                assertThatEveryRowIsOn(topic);
            }
            assertThat(connector.ended()).isNotDone();
        }
    }

    @Test
    void readinessSaysWhatIsMissing() throws Exception {
        var config = servers.config("readiness", servers.postgres.port(), Port.free());
        try (var connector = Connector.start(config)) {
            await().atMost(Servers.PATIENCE)
                    .untilAsserted(() -> assertThat(get(config, "/health/ready"))
                            .contains("\"status\":\"UP\"", "\"postgresql\":\"UP\"", "\"kafka\":\"UP\""));

            servers.postgres.stop();

            await().atMost(Servers.PATIENCE)
                    .untilAsserted(() -> assertThat(get(config, "/health/ready"))
                            .contains("\"status\":\"DOWN\"", "\"kafka\":\"UP\"")
                            .doesNotContain("\"postgresql\":\"UP\""));
            assertThat(get(config, "/health/live")).contains("\"status\":\"UP\"");

            servers.postgres.start();

            await().atMost(Servers.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(get(config, "/health/ready")).contains("\"status\":\"UP\""));
            assertThat(get(config, "/metrics"))
                    .contains(
                            "ventes_connector_changes_total{op=\"c\"}",
                            "ventes_connector_commit_to_log_seconds_bucket",
                            "ventes_connector_term",
                            "ventes_connector_generation",
                            "ventes_connector_engine_starts_total",
                            "ventes_connector_slot_retained_bytes",
                            "ventes_connector_leader 1.0",
                            "ventes_connector_snapshot_rows_total");
            assertThat(connector.ended()).isNotDone();
        } finally {
            servers.postgres.start();
        }
    }

    private void assertThatEveryRowIsOn(Topic topic) {
        var expected = LongStream.range(FIRST, FIRST + ROWS).boxed().collect(Collectors.toSet());
        await().atMost(Servers.PATIENCE)
                .untilAsserted(() -> assertThat(topic.changes().stream()
                                .filter(change -> change.op() == Op.CREATE)
                                .map(Change::id)
                                .collect(Collectors.toSet()))
                        .isEqualTo(expected));
    }

    private void copyRows() throws Exception {
        var lines = new StringBuilder();
        LongStream.range(FIRST, FIRST + ROWS).forEach(id -> lines.append(id).append("\tSouris\t1\t9.90\n"));
        try (var session = servers.postgres.connect()) {
            session.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy ventes (id, produit, quantite, prix_unitaire) from stdin",
                            new StringReader(lines.toString()));
        }
    }

    private void cutAllSessions() {
        servers.sql("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where pid <> pg_backend_pid() and usename = current_user");
    }

    private static String get(ConnectorConfig config, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + config.management().port() + path))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
