package dev.ventes.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ventes.connector.postgres.Postgres;
import dev.ventes.connector.postgres.Preflight;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.config.PostgresConfig;
import dev.ventes.core.config.Secret;
import dev.ventes.infra.postgres.PostgresServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightIT {
    private static final String PASSWORD = "secret";

    @TempDir
    private static Path folder;

    private static PostgresServer server;

    @BeforeAll
    static void startServer() {
        server = new PostgresServer(folder, 0, PASSWORD, PASSWORD);
        server.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void salesTableIsFine() {
        assertThatCode(() -> preflight("ventes", PASSWORD, "fine").require()).doesNotThrowAnyException();
    }

    @Test
    void allFaultsAreNamedAtOnceWithTheSqlThatMendsThem() throws Exception {
        sql("create table bad (id int, part int, primary key (id, part) deferrable)");

        assertThat(faults(preflight("bad", PASSWORD, "bad")))
                .anySatisfy(fault -> assertThat(fault).endsWith("ALTER TABLE \"public\".\"bad\" REPLICA IDENTITY FULL"))
                .anySatisfy(fault -> assertThat(fault)
                        .contains("the primary key is (id, part)")
                        .endsWith("DROP CONSTRAINT \"bad_pkey\"; ALTER TABLE \"public\".\"bad\" ADD PRIMARY KEY (id)"))
                .anySatisfy(fault -> assertThat(fault).startsWith("the primary key is deferrable"))
                .hasSize(3);
    }

    @Test
    void theSqlOfTheFaultsMendsThem() throws Exception {
        sql("create table mended (id int)");
        for (var fault : faults(preflight("mended", PASSWORD, "mended"))) {
            sql(fault.substring(fault.indexOf(';') + 1));
        }
        assertThatCode(() -> preflight("mended", PASSWORD, "mended").require()).doesNotThrowAnyException();
    }

    @Test
    void missingTableIsNamed() {
        assertThat(faults(preflight("nowhere", PASSWORD, "fine")))
                .singleElement()
                .asString()
                .contains("nowhere");
    }

    @Test
    void publicationThatLeavesSomethingOutIsNamed() throws Exception {
        sql(
                "create publication partial for table ventes where (id > 5) with (publish = 'insert')",
                "create table other (id int primary key)",
                "create publication elsewhere for table other");

        assertThat(faults(preflight("ventes", PASSWORD, "partial")))
                .anySatisfy(fault -> assertThat(fault).contains("leaves operations out"))
                .anySatisfy(fault -> assertThat(fault).contains("leaves rows out"))
                .hasSize(2);
        assertThat(faults(preflight("ventes", PASSWORD, "elsewhere")))
                .singleElement()
                .asString()
                .endsWith("ALTER PUBLICATION \"elsewhere\" ADD TABLE \"public\".\"ventes\"");
    }

    @Test
    void partitionedTableIsCapturedByItsRoot() throws Exception {
        sql(
                "create table parts (id int primary key) partition by range (id)",
                "create table parts_low partition of parts for values from (0) to (100)",
                "create publication leaves for table parts");

        assertThat(faults(preflight("parts", PASSWORD, "leaves")))
                .anySatisfy(fault -> assertThat(fault).contains("publish_via_partition_root"))
                .anySatisfy(fault -> assertThat(fault).contains("REPLICA IDENTITY FULL"));
    }

    @Test
    void wrongPasswordIsNamedButNotShown() {
        assertThat(faults(preflight("ventes", "wrong", "fine")))
                .singleElement()
                .asString()
                .startsWith("ventes.postgres.password")
                .doesNotContain("wrong");
    }

    private static List<String> faults(Preflight preflight) {
        var faults = catchThrowableOfType(Configuration.Faults.class, preflight::require);
        return faults == null ? List.of() : faults.lines();
    }

    private static Preflight preflight(String table, String password, String publication) {
        var config = new PostgresConfig(
                "127.0.0.1",
                server.port(),
                "salesdb",
                "ventes",
                new Secret(password),
                "public",
                table,
                PostgresConfig.SslMode.DISABLE);
        return new Preflight(new Postgres(config), publication, "ventes");
    }

    private static void sql(String... statements) throws SQLException {
        try (var session = server.connect();
                var sql = session.createStatement()) {
            for (var statement : statements) {
                sql.execute(statement);
            }
        }
    }
}
