package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Peculiarity;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a row of PostgreSQL may hold, and what becomes of it: the table of docs/postgresql.md, case by case. */
class WhatPostgresSendsIT {
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
    void priceThatIsNoNumberIsKeptAsTextWithoutATotalAndCounted() throws Exception {
        observed.pipeline.sql(
                "alter table ventes alter prix_unitaire type numeric",
                "insert into ventes (id, produit, quantite, prix_unitaire) values (101, 'NaN', 2, 'NaN')",
                "insert into ventes (id, produit, quantite, prix_unitaire) values (102, 'inf', 2, 'Infinity')",
                "insert into ventes (id, produit, quantite, prix_unitaire) values (103, '-inf', 2, '-Infinity')");

        for (var id = 101; id <= 103; id++) {
            observed.sale(id, sale -> {
                assertThat(sale.columns().get("prix_unitaire")).isInstanceOf(String.class);
                assertThat(sale.montantTotal()).isNull();
                assertThat(sale.sync().anomalies()).containsExactly("prix_unitaire");
            });
        }
        observed.counted(Peculiarity.NOT_A_NUMBER, 3);
        observed.pipeline.sql(
                "delete from ventes where id between 101 and 103",
                "alter table ventes alter prix_unitaire type numeric(10,2)");
    }

    @Test
    void dateThatNoCalendarHasIsAppliedAndCounted() throws Exception {
        observed.pipeline.sql(
                "insert into ventes (id, produit, date_vente) values (111, 'inf', 'infinity')",
                "insert into ventes (id, produit, date_vente) values (112, '-inf', '-infinity')",
                "insert into ventes (id, produit, date_vente) values (113, 'far', '12345-06-07 08:09')",
                "insert into ventes (id, produit, date_vente) values (114, 'long ago', '0044-03-15 12:00 BC')");

        for (var id = 111; id <= 114; id++) {
            observed.sale(id, sale -> assertThat(sale.sync().anomalies()).contains("date_vente"));
        }
        observed.sale(113, "date_vente", Instant.parse("+12345-06-07T08:09:00Z"));
        observed.counted(Peculiarity.NO_DATE, 4);
    }

    @Test
    void nullsAndEmptyTextsAreWhatTheyAre() throws Exception {
        var long100 = "é".repeat(99) + "雪";
        observed.pipeline.sql(
                "insert into ventes (id) values (121)",
                "insert into ventes (id, produit, client, pays) values (122, '', '', '')",
                "insert into ventes (id, produit) values (123, '" + long100 + "')");

        observed.sale(121, sale -> {
            assertThat(sale.columns().asMap())
                    .containsEntry("produit", null)
                    .containsEntry("date_vente", null)
                    .containsEntry("pays", null);
            assertThat(sale.sync().anomalies()).containsExactly("quantite", "prix_unitaire");
        });
        observed.sale(
                122,
                sale -> assertThat(sale.columns().asMap())
                        .containsEntry("produit", "")
                        .containsEntry("pays", ""));
        observed.sale(123, "produit", long100);
        observed.counted(Peculiarity.NO_AMOUNT, 3);
    }

    @Test
    void columnsComeGoAreRenamedAndGetAnotherTypeWhileItStreams() throws Exception {
        observed.pipeline.sql("insert into ventes (id, produit, quantite, prix_unitaire) values (131, 'A', 2, 5.00)");
        observed.pipeline.sql(
                "alter table ventes add canal text default 'web'", "update ventes set quantite = 3 where id = 131");
        observed.sale(131, "canal", "web");

        observed.pipeline.sql(
                "alter table ventes rename canal to voie", "update ventes set quantite = 4 where id = 131");
        observed.sale(
                131,
                sale -> assertThat(sale.columns().asMap())
                        .containsEntry("voie", "web")
                        .doesNotContainKey("canal"));

        observed.pipeline.sql(
                "alter table ventes alter voie drop default, alter voie type integer using 7",
                "update ventes set quantite = 5 where id = 131");
        observed.sale(131, "voie", 7L);

        observed.pipeline.sql("alter table ventes drop voie", "update ventes set quantite = 6 where id = 131");
        observed.sale(131, sale -> {
            assertThat(sale.columns().asMap()).doesNotContainKey("voie");
            assertThat(sale.montantTotal()).isEqualByComparingTo("30.00");
        });
        observed.counted(Peculiarity.COLUMNS_CHANGED, 4);
    }

    @Test
    void valueThatAnUpdateDidNotTouchStays() throws Exception {
        observed.pipeline.sql(
                "alter table ventes add note text",
                "alter table ventes alter note set storage external",
                "alter table ventes replica identity default",
                "insert into ventes (id, produit, quantite, note) values (141, 'A', 1, repeat('x', 20000))",
                "update ventes set quantite = 2 where id = 141");
        try {
            observed.sale(141, sale -> {
                assertThat(sale.columns().get("quantite")).isEqualTo(2L);
                assertThat(sale.columns().get("note")).isEqualTo("x".repeat(20000));
            });
            observed.counted(Peculiarity.UNCHANGED_VALUE, 1);
            // Told, with what is less exact, by every term that begins on it.
            observed.pipeline.sql("drop publication ventes");
            observed.counted(Peculiarity.IDENTITY_NOT_FULL, 1);
        } finally {
            observed.pipeline.sql("alter table ventes replica identity full", "alter table ventes drop note");
        }
    }

    @Test
    void rowThatIsTooLargeOrHasAReservedColumnIsRejectedAndStaysAsItWas() throws Exception {
        observed.pipeline.sql(
                "insert into ventes (id, produit, quantite) values (161, 'A', 1)",
                "alter table ventes add note text",
                "update ventes set quantite = 2, note = repeat('x', 1100000) where id = 161",
                "alter table ventes drop note",
                "alter table ventes add _sync text",
                "update ventes set quantite = 3 where id = 161");
        try {
            observed.counted(Peculiarity.OVERSIZE, 1);
            observed.counted(Peculiarity.REJECTED, 2);
            observed.sale(161, "quantite", 1L);
        } finally {
            observed.pipeline.sql("alter table ventes drop _sync");
        }
    }
}
