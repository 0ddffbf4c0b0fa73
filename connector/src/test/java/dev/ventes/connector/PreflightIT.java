package dev.ventes.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ventes.connector.postgres.Postgres;
import dev.ventes.connector.postgres.Preflight;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.config.PostgresConfig;
import dev.ventes.core.config.Secret;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithServers.class)
class PreflightIT {
    private static final String PASSWORD = Servers.PASSWORD;

    private final Servers servers;

    PreflightIT(Servers servers) {
        this.servers = servers;
    }

    @Test
    void salesTableIsFine() {
        assertThatCode(() -> preflight("ventes", PASSWORD, "fine").require()).doesNotThrowAnyException();
    }

    @Test
    void allFaultsAreNamedAtOnceWithTheSqlThatMendsThem() {
        servers.sql("create table bad (id int, part int, primary key (id, part) deferrable)");

        assertThat(faults(preflight("bad", PASSWORD, "bad")))
                .anySatisfy(fault -> assertThat(fault)
                        .contains("the primary key is (id, part)")
                        .endsWith("DROP CONSTRAINT \"bad_pkey\"; ALTER TABLE \"public\".\"bad\" ADD PRIMARY KEY (id)"))
                .anySatisfy(fault -> assertThat(fault).startsWith("the primary key is deferrable"))
                .hasSize(2);
    }

    @Test
    void theSqlOfTheFaultsMendsThem() {
        servers.sql("create table mended (id int)");
        mend("mended", "mended");
    }

    @Test
    void missingTableIsNamed() {
        assertThat(faults(preflight("nowhere", PASSWORD, "fine")))
                .singleElement()
                .asString()
                .contains("nowhere");
    }

    @Test
    void publicationThatLeavesSomethingOutIsNamed() {
        servers.sql(
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
    void publicationThatLeavesColumnsOutIsNamedAndTheSqlMendsIt() {
        servers.sql("create publication narrow for table ventes (id, produit)");

        assertThat(faults(preflight("ventes", PASSWORD, "narrow")))
                .singleElement()
                .asString()
                .contains("leaves columns out");
        mend("ventes", "narrow");
    }

    @Test
    void partitionsAreCapturedByTheirRoot() {
        servers.sql(
                "create table parts (id int primary key) partition by range (id)",
                "create table parts_low partition of parts for values from (0) to (100)",
                "create publication leaves for table parts");

        assertThat(faults(preflight("parts", PASSWORD, "leaves")))
                .singleElement()
                .asString()
                .contains("publish_via_partition_root");
        mend("parts", "leaves");
    }

    @Test
    void partitioningByAnotherColumnIsRefusedSinceAnIdIsThenNotUnique() {
        servers.sql("create table dated (id int, jour date, primary key (id, jour)) partition by range (jour)");

        assertThat(faults(preflight("dated", PASSWORD, "none")))
                .singleElement()
                .asString()
                .contains("the primary key is (id, jour)")
                .endsWith("not on one by RANGE (jour)");
    }

    /** Also of the partitions, each of which has its own. */
    @Test
    void replicaIdentityThatDoesNotNameTheRowIsRefusedAndOneThatIsNotFullIsToldWithWhatIsLessExact() throws Exception {
        servers.sql(
                "create table identities (id int primary key) partition by range (id)",
                "create table \"Low\" partition of identities for values from (0) to (100)",
                "create table high partition of identities for values from (100) to (200)",
                "alter table \"Low\" replica identity nothing");

        assertThat(faults(preflight("identities", PASSWORD, "identities")))
                .singleElement()
                .asString()
                .startsWith("an UPDATE or DELETE does not say which row it was of")
                .endsWith("ALTER TABLE \"Low\" REPLICA IDENTITY FULL");
        assertThat(warnings("identities"))
                .singleElement()
                .asString()
                .contains("a large value that it does not touch")
                .endsWith("ALTER TABLE high REPLICA IDENTITY FULL");

        mend("identities", "identities");
        servers.sql("alter table high replica identity full");
        assertThat(warnings("identities")).isEmpty();
        assertThat(warnings("ventes")).isEmpty();
    }

    /** PostgreSQL itself refuses to change such a table any more. */
    @Test
    void generatedColumnThatThePublicationLeavesOutIsNamedAndTheSqlMendsIt() {
        servers.sql(
                "create table generating (id int primary key, n int, twice int generated always as (n * 2) stored)",
                "alter table generating replica identity full",
                "insert into generating values (1, 1)",
                "create publication generating for table generating with (publish_via_partition_root = true)");

        assertThatThrownBy(() -> servers.sql("update generating set n = 2")).hasMessageContaining("cannot update");
        assertThat(faults(preflight("generating", PASSWORD, "generating")))
                .singleElement()
                .asString()
                .contains("the generated column twice")
                .endsWith("ALTER PUBLICATION \"generating\" SET (publish_generated_columns = stored)");

        mend("generating", "generating");
        servers.sql("update generating set n = 2", "delete from generating");
    }

    @Test
    void virtualGeneratedColumnIsNamedAndTheSqlMendsIt() {
        servers.sql(
                "create table virtual (id int primary key, n int, twice int generated always as (n * 2) virtual)",
                "alter table virtual replica identity full",
                "insert into virtual values (1, 1)",
                "create publication virtual for table virtual with (publish_generated_columns = stored)");

        assertThatThrownBy(() -> servers.sql("update virtual set n = 2")).hasMessageContaining("cannot update");
        assertThat(faults(preflight("virtual", PASSWORD, "virtual")))
                .singleElement()
                .asString()
                .contains("the virtual generated column twice");

        mend("virtual", "virtual");
        servers.sql("update virtual set n = 2", "delete from virtual");
    }

    @Test
    void wrongPasswordIsNamedButNotShown() {
        assertThat(faults(preflight("ventes", "wrong", "fine")))
                .singleElement()
                .asString()
                .startsWith("ventes.postgres.password")
                .doesNotContain("wrong");
    }

    /** Runs the SQL of every fault. */
    private void mend(String table, String publication) {
        for (var fault : faults(preflight(table, PASSWORD, publication))) {
            servers.sql(fault.substring(fault.indexOf(';') + 1));
        }
        assertThat(faults(preflight(table, PASSWORD, publication))).isEmpty();
    }

    private List<String> warnings(String table) throws SQLException {
        try (var session = servers.postgres.connect()) {
            return preflight(table, PASSWORD, table).warnings(session);
        }
    }

    private static List<String> faults(Preflight preflight) {
        var faults = catchThrowableOfType(Configuration.Faults.class, preflight::require);
        return faults == null ? List.of() : faults.lines();
    }

    private Preflight preflight(String table, String password, String publication) {
        var config = new PostgresConfig(
                "127.0.0.1",
                servers.postgres.port(),
                "salesdb",
                "ventes",
                new Secret(password),
                "public",
                table,
                PostgresConfig.SslMode.DISABLE);
        return new Preflight(new Postgres(config), publication, "ventes");
    }
}
