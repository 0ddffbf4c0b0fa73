package dev.ventes.app.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.connector.postgres.Publication;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Servers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ventes} in partitions, of which nobody downstream knows. */
class PartitionedTableIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String ROWS =
            "insert into ventes select n, 'Souris ' || n, n % 7, 9.90, '2024-01-10' from generate_series(1, 299) n";

    @TempDir
    static Path folder;

    private static Servers servers;
    private static Pipeline pipeline;

    @BeforeAll
    static void start() throws Exception {
        var passwords = Passwords.keptIn(folder);
        servers = Servers.start(folder, Servers.Ports.FREE, passwords);
        try (var session = servers.postgres().connect();
                var sql = session.createStatement()) {
            sql.execute("drop table ventes");
            sql.execute("create table ventes (id integer primary key, produit varchar(100), quantite integer,"
                    + " prix_unitaire numeric(10, 2), date_vente timestamp, client varchar(50), pays varchar(60))"
                    + " partition by range (id)");
            for (var n = 0; n < 3; n++) {
                sql.execute("create table ventes_" + n + " partition of ventes for values from (" + n * 100 + ") to ("
                        + (n + 1) * 100 + ")");
            }
            sql.execute("alter table ventes_0 replica identity full");
            sql.execute(ROWS);
        }
        pipeline = new Pipeline(Endpoints.of(servers, passwords), Pipeline::here);
    }

    @AfterAll
    static void stop() {
        pipeline.close();
        servers.close();
    }

    @BeforeEach
    void allRowsOfAllPartitions() throws SQLException {
        pipeline.sql("truncate ventes", ROWS);
        theViewIsTheTables(299);
    }

    @Test
    void rowsOfAllPartitionsComeChangeMoveAndGo() throws SQLException {
        pipeline.sql(
                "update ventes set quantite = -1 where id % 50 = 0",
                // To another partition.
                "delete from ventes where id = 299",
                "update ventes set id = 299, quantite = 5 where id = 7",
                "delete from ventes where id in (8, 108, 208)",
                "insert into ventes values (8, 'Neuf', 1, 1.50, '2024-01-11')");

        theViewIsTheTables(296);
    }

    @Test
    void emptiedPartitionTakesItsRowsWithItAndNoOthers() throws Exception {
        var made = pipeline.send(
                "POST",
                "/ventes",
                "{\"produit\":\"Api\",\"quantite\":1,\"prix_unitaire\":1.00,\"date_vente\":\"2024-01-10T10:00:00Z\"}");
        assertThat(made.statusCode()).isEqualTo(201);

        pipeline.sql("truncate ventes_1");

        theViewIsTheTables(199);
        assertThat(pipeline.view().keySet()).anyMatch(id -> id >= 1_000_000_000);
    }

    @Test
    void partitionThatIsDetachedGoesAndComesBackWithWhatItHasThen() throws SQLException {
        pipeline.sql("alter table ventes detach partition ventes_2");
        theViewIsTheTables(199);

        pipeline.sql(
                "update ventes_2 set quantite = 77 where id = 250",
                "alter table ventes attach partition ventes_2 for values from (200) to (300)");
        theViewIsTheTables(299);
    }

    @Test
    void whatIsDoneToAPartitionWhileItIsDetachedIsReadAlsoIfNobodySawItDetached() throws SQLException {
        theConnectorKnowsThePartitions();

        pipeline.sql("alter table ventes detach partition ventes_2; update ventes_2 set quantite = 78 where id = 251;"
                + " alter table ventes attach partition ventes_2 for values from (200) to (300)");

        theViewIsTheTables(299);
    }

    @Test
    void partitionThatIsNewIsCapturedLikeTheOthers() throws SQLException {
        pipeline.sql(
                "create table ventes_3 partition of ventes for values from (300) to (400)",
                "insert into ventes values (333, 'Neuf', 1, 1.50, '2024-01-11')",
                "update ventes set quantite = 2 where id = 333");
        theViewIsTheTables(300);

        theConnectorKnowsThePartitions();
        pipeline.sql("drop table ventes_3");
        theViewIsTheTables(299);
    }

    @Test
    void truncateOfTheWholeTableEmptiesAllPartitions() throws SQLException {
        pipeline.sql("truncate ventes");

        theViewIsTheTables(0);
    }

    /** Of what came and went between two of its looks, the connector would not know. */
    private static void theConnectorKnowsThePartitions() throws SQLException {
        try (var session = pipeline.postgres()) {
            var now = new Publication("ventes").identity(session, "ventes").orElseThrow();
            await().atMost(SOON)
                    .until(() -> pipeline.records("ventes.progress").stream()
                            .anyMatch(record -> record.value() != null
                                    && new String(record.value(), UTF_8).contains('"' + now + '"')));
        }
    }

    private static void theViewIsTheTables(int rows) throws SQLException {
        try (var session = pipeline.postgres()) {
            var table = Table.read(session);
            assertThat(table.rows()).hasSize(rows);
            await().atMost(SOON).untilAsserted(() -> {
                var view = pipeline.view();
                view.keySet().removeIf(id -> id >= 1_000_000_000);
                table.assertEquals(view);
            });
        }
    }
}
