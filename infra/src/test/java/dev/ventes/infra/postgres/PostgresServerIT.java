package dev.ventes.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.infra.PortTakenException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {
    @TempDir
    private static Path folder;

    private static PostgresServer postgres;

    @BeforeAll
    static void create() {
        postgres = new PostgresServer(folder, 0, "super's secret", "it's a secret");
    }

    @BeforeEach
    void start() {
        postgres.start();
    }

    @AfterAll
    static void close() {
        postgres.close();
    }

    @Test
    void theFourClassicSalesAreThereAndDecodableInFull() throws SQLException {
        assertThat(query("select produit || ' ' || quantite || ' x ' || prix_unitaire || ' ' || date_vente from ventes"
                        + " where id <= 4 order by id"))
                .containsExactly(
                        "Laptop 2 x 500.00 2024-01-10 10:00:00",
                        "Phone 1 x 300.00 2024-01-11 14:30:00",
                        "Clavier 5 x 20.00 2024-01-12 09:15:00",
                        "Écran 3 x 150.00 2024-01-13 16:45:00");
        assertThat(query("select relreplident from pg_class where relname = 'ventes'"))
                .containsExactly("f");
        assertThat(query("select seqmax from pg_sequence where seqrelid = 'ventes_id_seq'::regclass"))
                .containsExactly("999999999");
    }

    @Test
    void theApplicationRoleOwnsTheDatabaseAndTakesALogicalSlot() throws SQLException {
        assertThat(query("show wal_level")).containsExactly("logical");
        assertThat(query("select slot_name from pg_create_logical_replication_slot('probe', 'pgoutput')"))
                .containsExactly("probe");
        assertThat(query("select pg_drop_replication_slot('probe')::text")).containsExactly("");
        assertThat(query("select tableowner from pg_tables where tablename = 'ventes'"))
                .containsExactly("ventes");
    }

    @Test
    void whatWasCommittedAndWhatWasDeletedStaysSoAfterARestart() throws SQLException {
        execute("insert into ventes (produit) values ('before the restart')");
        execute("delete from ventes where produit = 'Phone'");

        postgres.stop();
        postgres.start();

        assertThat(query("select produit from ventes where produit in ('before the restart', 'Phone')"))
                .containsExactly("before the restart");
        execute("insert into ventes (id, produit, quantite, prix_unitaire, date_vente)"
                + " values (2, 'Phone', 1, 300.00, '2024-01-11 14:30')");
    }

    @Test
    void whatWasCommittedSurvivesAKillWithOpenSessions() throws SQLException {
        try (Connection open = postgres.connect()) {
            execute("insert into ventes (produit) values ('before the kill')");
            postgres.kill();
            assertThat(open.isValid(1)).isFalse();
        }
        assertThat(postgres.isRunning()).isFalse();

        postgres.start();

        assertThat(query("select produit from ventes where produit = 'before the kill'"))
                .containsExactly("before the kill");
    }

    @Test
    void aWrongPasswordIsRefused() {
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), "ventes", "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password");
    }

    @Test
    void aTakenPortIsNamed(@TempDir Path other) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var server = new PostgresServer(other, taken.getLocalPort(), "a", "b")) {
            assertThatThrownBy(server::start).isInstanceOfSatisfying(PortTakenException.class, e -> {
                assertThat(e.server()).isEqualTo("PostgreSQL");
                assertThat(e.port()).isEqualTo(taken.getLocalPort());
            });
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> query(String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            var first = new ArrayList<String>();
            while (rows.next()) {
                first.add(rows.getString(1));
            }
            return first;
        }
    }
}
