package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.view.SaleDocument;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Servers;
import dev.ventes.infra.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL dies, a real standby of it is promoted, and the connector is pointed there. */
class FailoverIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String GENERATION = "ventes_connector_generation";
    private static final String REPEATED =
            "ventes_transformer_outcomes_total{outcome=\"skipped\",reason=\"postgres-repeated\"}";

    @TempDir
    Path folder;

    private Servers servers;
    private PostgresServer primary;
    private PostgresServer standby;
    private Pipeline pipeline;

    @BeforeEach
    void start() throws Exception {
        var passwords = Passwords.keptIn(folder);
        servers = Servers.start(folder, Servers.Ports.FREE, passwords);
        primary = servers.postgres();
        standby = primary.standby(folder.resolve("standby"), "standby_1");
        standby.start();
        pipeline = new Pipeline(Endpoints.of(servers, passwords), Pipeline::here);
        await().atMost(SOON).until(() -> pipeline.view().size() == 4);
    }

    @AfterEach
    void stop() {
        if (pipeline != null) {
            pipeline.close();
        }
        if (standby != null) {
            standby.close();
        }
        servers.close();
    }

    @Test
    void behindASlotThatLiesBackChangesComeAgainAndDoNotUndoTheApiEditsThatFollowedThem() throws Exception {
        on(primary, "alter system set synchronized_standby_slots = 'standby_1'", "select pg_reload_conf()");
        // The standby has the slot, and from here on its copy of it stays behind.
        await().atMost(SOON).until(() -> ask(standby, SYNCED).equals("1"));
        on(standby, "alter system set sync_replication_slots = off", "select pg_reload_conf()");
        await().atMost(SOON).until(() -> ask(standby, SLOT_SYNC_WORKERS).equals("0"));
        var behind = ask(standby, CONFIRMED);

        pipeline.sql(
                "update ventes set quantite = 7 where id = 1",
                "update ventes set quantite = 7 where id = 2",
                "insert into ventes (id, produit, quantite, prix_unitaire) values (77, 'Souris', 1, 9.90)");
        sale(77, sale -> assertThat(sale.columns().get("quantite")).isEqualTo(1L));
        editAndDelete();
        // As soon as the primary's own slot is beyond the changes, the connector knows that nothing else was sent.
        await().atMost(SOON).until(() -> !ask(primary, CONFIRMED).equals(behind));
        var generation = pipeline.metrics("connector").get(GENERATION);
        var repeated = pipeline.metrics("transformer").get(REPEATED);

        failOver();
        on(standby, "update ventes set quantite = 8 where id = 3");

        sale(3, sale -> assertThat(sale.columns().get("quantite")).isEqualTo(8L));
        assertThat(pipeline.metrics("connector")).containsEntry(GENERATION, generation);
        // Counted when its batch is through; what a look at the view saw of it may be older.
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(pipeline.metrics("transformer").get(REPEATED))
                        .isGreaterThanOrEqualTo(repeated + 3));
        assertThatTheEditsStand();
        assertThat(pipeline.view()).containsKey(77L);
    }

    @Test
    void whatAStandbyNeverHadGoesAndTheApiEditsStand() throws Exception {
        pipeline.sql("update ventes set quantite = 7 where id in (1, 2)");
        sale(2, sale -> assertThat(sale.columns().get("quantite")).isEqualTo(7L));
        await().atMost(SOON)
                .until(() -> ask(standby, "select count(*) from ventes where quantite = 7")
                        .equals("2"));
        await().atMost(SOON).until(() -> ask(standby, SYNCED).equals("1"));
        standby.stop();
        // Nobody waits for the standby: this is in the log, and lost for PostgreSQL.
        pipeline.sql("insert into ventes (id, produit) values (78, 'Souris')");
        sale(78, sale -> assertThat(sale.columns().get("produit")).isEqualTo("Souris"));
        editAndDelete();
        var generation = pipeline.metrics("connector").get(GENERATION);

        primary.kill();
        standby.start();
        failOver();
        on(standby, "update ventes set quantite = 8 where id = 3");

        sale(3, sale -> assertThat(sale.columns().get("quantite")).isEqualTo(8L));
        await().atMost(SOON).untilAsserted(() -> assertThat(pipeline.view()).doesNotContainKey(78L));
        assertThat(pipeline.metrics("connector").get(GENERATION)).isGreaterThan(generation);
        assertThatTheEditsStand();
    }

    private static final String SYNCED =
            "select count(*) from pg_replication_slots where slot_type = 'logical' and synced and not temporary";
    private static final String CONFIRMED =
            "select max(confirmed_flush_lsn)::text from pg_replication_slots where slot_type = 'logical'";
    private static final String SLOT_SYNC_WORKERS =
            "select count(*) from pg_stat_activity where backend_type = 'slotsync worker'";

    private void editAndDelete() throws Exception {
        var edited = pipeline.send(
                "PUT",
                "/ventes/1",
                "{\"produit\":\"Laptop\",\"quantite\":9,\"prix_unitaire\":500.00,\"date_vente\":\"2024-01-10T10:00:00Z\"}");
        // 202 where the view takes longer than the API waits: it is in the log all the same.
        assertThat(edited.statusCode()).as(edited.body()).isIn(200, 202);
        assertThat(pipeline.send("DELETE", "/ventes/2", null).statusCode()).isIn(202, 204);
    }

    private void assertThatTheEditsStand() {
        assertThat(pipeline.view(1).orElseThrow().columns().get("quantite")).isEqualTo(9L);
        assertThat(pipeline.view(2)).isEmpty();
    }

    /** The primary dies, the standby takes its place, and the connector is told. */
    private void failOver() throws Exception {
        primary.kill();
        pipeline.stop("connector");
        on(standby, "select pg_promote()");
        pipeline.launch("connector", Map.of("VENTES_POSTGRES_PORT", String.valueOf(standby.port())));
    }

    private void sale(long id, Consumer<SaleDocument> expected) {
        await().atMost(SOON).untilAsserted(() -> assertThat(pipeline.view(id)).hasValueSatisfying(expected));
    }

    private static void on(PostgresServer server, String... statements) throws SQLException {
        try (Connection session = server.connectAsSuperuser("salesdb");
                var sql = session.createStatement()) {
            for (var statement : statements) {
                sql.execute(statement);
            }
        }
    }

    private static String ask(PostgresServer server, String query) throws SQLException, IOException {
        try (var session = server.connectAsSuperuser("salesdb");
                var sql = session.createStatement();
                var row = sql.executeQuery(query)) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
