package dev.ventes.cli.verify;

import static dev.ventes.cli.RunningVentes.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Updates;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.RunningVentes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What is equal, under way or not comparable. */
class VerifyIT extends TwentySales {
    VerifyIT(RunningVentes ventes) {
        super(ventes);
    }

    @Test
    void thousandsOfRowsAreEqual() throws Exception {
        ventes.sql("insert into ventes (id, produit, quantite, prix_unitaire, date_vente)"
                + " select 10000 + n, null, n % 7 - 3, 0.10, '2024-01-10 10:00' from generate_series(1, 5000) n");

        var said = ventes.run("verify", "--json", "--rows", "1500");

        assertThat(said.exitCode()).as(said.out() + said.err()).isEqualTo(ExitCode.WELL);
        var report = said.json();
        assertThat(report.get("rows").asLong()).isGreaterThanOrEqualTo(5_020);
        assertThat(report.get("ranges").asLong()).isGreaterThanOrEqualTo(3);
        assertThat(ventes.run("verify").out()).contains("the view has all of them as they are, and no others");
    }

    @Test
    void whatTheApiDidIsNoDifference() throws Exception {
        assertThat(ventes.send("PUT", "/ventes/1005", """
                {"produit":"Corrigé","quantite":9,"prix_unitaire":1.00,"date_vente":"2024-03-01T12:00:00Z"}""").statusCode()).isEqualTo(200);
        assertThat(ventes.send("DELETE", "/ventes/1006", null).statusCode()).isEqualTo(204);
        var own = ventes.send("POST", "/ventes", """
                {"produit":"Souris","quantite":3,"prix_unitaire":19.90,"date_vente":"2024-03-01T12:00:00Z"}""");
        assertThat(own.statusCode()).isEqualTo(201);

        var report = awaitEqual();

        assertThat(report.get("edited").asLong()).isEqualTo(2);
        assertThat(report.get("apiAlone").asLong()).isEqualTo(1);

        change(1005, Updates.set("_sync.base.client", "Personne"));
        assertThat(ventes.run("verify").out())
                .contains(
                        "1005  client is null in PostgreSQL, \"Personne\" in the view (the row below an edit through");

        change(1005, Updates.set("_sync.base.client", null));
        ventes.send("DELETE", own.headers().firstValue("Location").orElseThrow(), null);
    }

    @Test
    void whatIsUnderWayIsNoDifference() throws Exception {
        var stop = new AtomicBoolean();
        var writer = CompletableFuture.runAsync(
                () -> {
                    try (var session = ventes.postgres();
                            var sql = session.createStatement()) {
                        for (var n = 0; !stop.get(); n++) {
                            sql.execute("update ventes set quantite = quantite + 1 where id % 5 = " + n % 5);
                            sql.execute("insert into ventes (id, produit) values (2001, 'kurz')");
                            sql.execute("delete from ventes where id = 2001");
                            // Not more than a slow machine applies.
                            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                        }
                    } catch (java.sql.SQLException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Executors.newVirtualThreadPerTaskExecutor());
        try {
            for (var time = 0; time < 2; time++) {
                assertThat(ventes.verify().json().get("differences")).isEmpty();
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    @Test
    void withoutAConnectorNobodyCanTellWhatIsUnderWay() throws Exception {
        ventes.stopConnector();
        try {
            ventes.sql("update ventes set quantite = 77 where id = 1007");

            var said = ventes.run("verify", "--patience", "1", "--json");

            assertThat(said.exitCode()).isEqualTo(ExitCode.FOUND);
            assertThat(said.json().get("differences")).isEmpty();
            assertThat(said.json().get("unsettled")).singleElement().hasToString("1007");
            assertThat(said.json().get("obstacles").toString()).contains("no connector reads the replication slot");
        } finally {
            ventes.startConnector();
        }
    }

    @Test
    void columnsOfEveryTypeAreComparedOrNamed() throws Exception {
        ventes.sql(
                "create type etat as enum ('neuf', 'usé')",
                "create domain nom as varchar(20)",
                "alter table ventes add b boolean, add i2 smallint, add i8 bigint, add f4 real, add f8 double precision,"
                        + " add num numeric, add num4 numeric(12, 4), add t text, add c char(5), add u uuid, add j json,"
                        + " add jb jsonb, add ip inet, add net cidr, add mac macaddr, add x xml, add e etat, add d nom,"
                        + " add ts timestamp, add tz timestamptz, add da date, add ti time, add tiz timetz, add by bytea,"
                        + " add iv interval, add ar int[]");
        try {
            var columns =
                    "b, i2, i8, f4, f8, num, num4, t, c, u, j, jb, ip, net, mac, x, e, d, ts, tz, da, ti, tiz, by";
            ventes.sql(
                    "insert into ventes (id, " + columns + ", prix_unitaire, date_vente) values (3001, true, -3,"
                            + " 9007199254740993, 0.1, 1e300, 123456789012345678901234567890.5, 5, 'a''b\u00e9\n', 'x',"
                            + " 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{ \"a\" : 1.0 }', '{\"b\": [1, 2]}', '10.0.0.1',"
                            + " '10.0.0.0/8', '08:00:2b:01:02:03', '<a/>', 'usé', 'Zoé', '2024-02-29 12:34:56.789123',"
                            + " '2024-02-29 12:34:56.789123+02', '2024-02-29', '12:34:56.5', '12:34:56.5+02', '\\x00ff',"
                            + " 1.10, '1969-12-31 23:59:59.9999')",
                    "insert into ventes (id, f4, f8, num, num4, ts, tz, da, prix_unitaire, date_vente) values (3002, 'NaN',"
                            + " 'Infinity', 'NaN', 'NaN', 'infinity', 'infinity', 'infinity', 'NaN', 'infinity')",
                    "insert into ventes (id, f4, f8, num, ts, tz, da, date_vente) values (3003, '-Infinity', '-0',"
                            + " '-Infinity', '-infinity', '-infinity', '-infinity', '-infinity')",
                    "insert into ventes (id, f8, num, ts, tz, da, date_vente) values (3004, 5, 0.000, '0044-03-15 BC',"
                            + " '12024-01-01', '0044-03-15 BC', '12024-01-01')",
                    "insert into ventes (id, num, i8, by, t) values (3005, 'Infinity', 0, '', '')");

            var report = awaitEqual();

            assertThat(report.get("notCompared").toString()).isEqualTo("[\"iv (interval)\",\"ar (_int4)\"]");
            change(3001, Updates.set("j", "{ \"a\" : 2.0 }"));
            assertThat(ventes.run("verify").out()).contains("3001  j is ");
        } finally {
            ventes.sql("delete from ventes where id > 3000");
            await().atMost(SOON).until(() -> ventes.verify().exitCode() == 0);
            ventes.sql(
                    "alter table ventes drop b, drop i2, drop i8, drop f4, drop f8, drop num, drop num4, drop t, drop c,"
                            + " drop u, drop j, drop jb, drop ip, drop net, drop mac, drop x, drop e, drop d, drop ts,"
                            + " drop tz, drop da, drop ti, drop tiz, drop by, drop iv, drop ar",
                    "drop type etat",
                    "drop domain nom");
        }
    }
}
