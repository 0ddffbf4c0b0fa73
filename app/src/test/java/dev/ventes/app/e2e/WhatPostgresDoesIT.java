package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import dev.ventes.core.log.Peculiarity;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** What may happen to rows in PostgreSQL, and what becomes of it: the table of docs/postgresql.md, case by case. */
class WhatPostgresDoesIT {
    private static final Bson COPIED = Filters.and(Filters.gte("_id", 1_000_000L), Filters.lt("_id", 2_000_000L));

    @TempDir
    static Path folder;

    private static Observed observed;

    @BeforeAll
    static void start() throws Exception {
        observed = new Observed(folder);
    }

    @AfterAll
    static void stop() {
        observed.close();
    }

    @BeforeEach
    void count() throws Exception {
        observed.count();
    }

    @Test
    void anotherKeyIsADeleteAndACreate() throws Exception {
        observed.pipeline.sql(
                "insert into ventes (id, produit, quantite, prix_unitaire) values (151, 'A', 2, 5.00)",
                "update ventes set id = 152, quantite = 3 where id = 151");

        observed.sale(152, sale -> assertThat(sale.montantTotal()).isEqualByComparingTo("15.00"));
        observed.gone(151);
        observed.counted(Peculiarity.KEY_CHANGED, 1);
    }

    @Test
    void rowWithAnIdOfTheApiWins() throws Exception {
        var made = observed.pipeline.send(
                "POST",
                "/ventes",
                "{\"produit\":\"Api\",\"quantite\":1,\"prix_unitaire\":1.00,\"date_vente\":\"2024-01-10T10:00:00Z\"}");
        var path = made.headers().firstValue("Location").orElseThrow();
        var id = Long.parseLong(path.substring(path.lastIndexOf('/') + 1));

        observed.pipeline.sql("insert into ventes (id, produit, quantite) values (" + id + ", 'Postgres', 2)");

        observed.sale(id, "produit", "Postgres");
        observed.counted(Peculiarity.ID_OF_THE_API, 1);
    }

    @Test
    void truncateRemovesWhatPostgresHeld() throws Exception {
        observed.pipeline.sql("insert into ventes (id, produit) values (171, 'A')", "truncate ventes");
        observed.pipeline.sql("insert into ventes (id, produit) values (172, 'B')");

        observed.sale(172, "produit", "B");
        observed.gone(171);
        observed.counted(Peculiarity.TRUNCATE, 1);
    }

    @Test
    void whatTheSlotHadNotConfirmedComesAgainAndChangesNothing() throws Exception {
        var round = new AtomicInteger();
        // It may just have been confirmed.
        await().atMost(Observed.SOON).until(() -> {
            var quantite = (long) round.incrementAndGet();
            observed.pipeline.sql("insert into ventes (id, quantite) values (181, " + quantite
                    + ") on conflict (id) do update set quantite = excluded.quantite");
            observed.sale(181, "quantite", quantite);
            observed.pipeline.sql("select pg_terminate_backend(active_pid) from pg_replication_slots where active");
            observed.pipeline.sql("insert into ventes (id, quantite) values (" + (1810 + quantite) + ", 1)");
            observed.sale(1810 + quantite, "quantite", 1L);
            return observed.counted(Peculiarity.REPEATED) > 0;
        });
        observed.sale(181, "quantite", (long) round.get());
    }

    @Test
    void publicationThatIsDroppedIsMadeAgainAndWhatWasMissedIsRead() throws Exception {
        observed.pipeline.sql(
                "insert into ventes (id, produit) values (191, 'A')",
                "drop publication ventes",
                "delete from ventes where id = 191",
                "insert into ventes (id, produit) values (192, 'B')");

        observed.sale(192, "produit", "B");
        observed.gone(191);
        observed.counted(Peculiarity.READ_AGAIN, 1);
    }

    @Test
    void rowsOfOneStatementAndOfInterleavedTransactionsAllArriveAndRolledBackOnesDoNot() throws Exception {
        try (var one = observed.pipeline.postgres();
                var other = observed.pipeline.postgres()) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            one.createStatement()
                    .execute("insert into ventes (id, quantite) select n, 1 from generate_series(200, 299) n");
            other.createStatement()
                    .execute("insert into ventes (id, quantite) select n, 1 from generate_series(300, 399) n");
            one.createStatement().execute("savepoint s");
            one.createStatement().execute("insert into ventes (id, quantite) values (400, 1)");
            one.createStatement().execute("rollback to s");
            other.createStatement().execute("update ventes set quantite = 2 where id between 300 and 399");
            other.commit();
            one.createStatement().execute("update ventes set quantite = 3 where id between 200 and 249");
            one.commit();
            one.createStatement().execute("insert into ventes (id, quantite) values (401, 1)");
            one.rollback();
        }
        observed.pipeline.sql(
                "select pg_logical_emit_message(true, 'anything', 'for nobody')",
                "insert into ventes (id, quantite) values (402, 1)");

        observed.sale(402, "quantite", 1L);
        observed.sale(200, "quantite", 3L);
        observed.sale(399, "quantite", 2L);
        await().atMost(Observed.SOON)
                .untilAsserted(() -> assertThat(observed.pipeline.view().keySet())
                        .containsAll(LongStream.range(200, 400).boxed().toList())
                        .doesNotContain(400L, 401L));
        observed.counted(Peculiarity.MESSAGE, 1);
    }

    @Test
    void copyOfManyRowsAndAnUpdateOfAllOfThemArriveWhole() throws Exception {
        var rows = 20_000;
        var lines = LongStream.range(0, rows)
                .mapToObj(n -> (1_000_000 + n) + ",Copie,1,2.50")
                .collect(Collectors.joining("\n"));
        try (var connection = observed.pipeline.postgres()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy ventes (id, produit, quantite, prix_unitaire) from stdin csv",
                            new StringReader(lines));
        }
        observed.pipeline.sql("update ventes set quantite = 4 where id >= 1000000");

        // Looking is not free.
        await().atMost(Observed.SOON.multipliedBy(5))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> observed.pipeline.count(Filters.and(COPIED, Filters.eq("quantite", 4))) == rows);
        assertThat(observed.pipeline.count(COPIED)).isEqualTo(rows);
        assertThat(observed.pipeline.count(Filters.and(COPIED, Filters.eq("montant_total", new BigDecimal("10.00")))))
                .isEqualTo(rows);
    }
}
