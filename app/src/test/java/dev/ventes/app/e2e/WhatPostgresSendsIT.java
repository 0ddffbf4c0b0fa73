package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.view.SaleDocument;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Servers;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** Everything that PostgreSQL can send, and what becomes of it: the table of docs/postgresql.md, case by case. */
class WhatPostgresSendsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static Servers servers;
    private static Pipeline pipeline;

    @BeforeAll
    static void start() throws Exception {
        var passwords = Passwords.keptIn(folder);
        servers = Servers.start(folder, Servers.Ports.FREE, passwords);
        pipeline = new Pipeline(Endpoints.of(servers, passwords), Pipeline::here);
        await().atMost(SOON).until(() -> pipeline.view().size() >= 4);
    }

    @AfterAll
    static void stop() {
        pipeline.close();
        servers.close();
    }

    @Test
    void priceThatIsNoNumberIsKeptAsTextWithoutATotalAndCounted() throws Exception {
        pipeline.sql(
                "alter table ventes alter prix_unitaire type numeric",
                "insert into ventes (id, produit, quantite, prix_unitaire) values (101, 'NaN', 2, 'NaN')",
                "insert into ventes (id, produit, quantite, prix_unitaire) values (102, 'inf', 2, 'Infinity')",
                "insert into ventes (id, produit, quantite, prix_unitaire) values (103, '-inf', 2, '-Infinity')");

        for (var id = 101; id <= 103; id++) {
            sale(id, sale -> {
                assertThat(sale.columns().get("prix_unitaire")).isInstanceOf(String.class);
                assertThat(sale.montantTotal()).isNull();
                assertThat(sale.sync().anomalies()).containsExactly("prix_unitaire");
            });
        }
        assertThat(pipeline.metrics("transformer"))
                .hasEntrySatisfying(
                        "ventes_transformer_anomalies_total{column=\"prix_unitaire\"}",
                        count -> assertThat(count).isGreaterThanOrEqualTo(3));
        pipeline.sql(
                "delete from ventes where id between 101 and 103",
                "alter table ventes alter prix_unitaire type numeric(10,2)");
    }

    @Test
    void dateThatNoCalendarHasIsAppliedAndCounted() throws Exception {
        pipeline.sql(
                "insert into ventes (id, produit, date_vente) values (111, 'inf', 'infinity')",
                "insert into ventes (id, produit, date_vente) values (112, '-inf', '-infinity')",
                "insert into ventes (id, produit, date_vente) values (113, 'far', '12345-06-07 08:09')",
                "insert into ventes (id, produit, date_vente) values (114, 'long ago', '0044-03-15 12:00 BC')");

        for (var id = 111; id <= 114; id++) {
            sale(id, sale -> assertThat(sale.sync().anomalies()).contains("date_vente"));
        }
        sale(
                113,
                sale -> assertThat(sale.columns().get("date_vente"))
                        .isEqualTo(Instant.parse("+12345-06-07T08:09:00Z")));
    }

    @Test
    void nullsAndEmptyTextsAreWhatTheyAre() throws Exception {
        var long100 = "é".repeat(99) + "雪";
        pipeline.sql(
                "insert into ventes (id) values (121)",
                "insert into ventes (id, produit, client, pays) values (122, '', '', '')",
                "insert into ventes (id, produit) values (123, '" + long100 + "')");

        sale(121, sale -> {
            assertThat(sale.columns().asMap())
                    .containsEntry("produit", null)
                    .containsEntry("date_vente", null)
                    .containsEntry("pays", null);
            assertThat(sale.sync().anomalies()).containsExactly("quantite", "prix_unitaire");
        });
        sale(
                122,
                sale -> assertThat(sale.columns().asMap())
                        .containsEntry("produit", "")
                        .containsEntry("pays", ""));
        sale(123, sale -> assertThat(sale.columns().get("produit")).isEqualTo(long100));
    }

    @Test
    void columnsComeGoAreRenamedAndGetAnotherTypeWhileItStreams() throws Exception {
        pipeline.sql("insert into ventes (id, produit, quantite, prix_unitaire) values (131, 'A', 2, 5.00)");
        pipeline.sql(
                "alter table ventes add canal text default 'web'", "update ventes set quantite = 3 where id = 131");
        sale(131, sale -> assertThat(sale.columns().get("canal")).isEqualTo("web"));

        pipeline.sql("alter table ventes rename canal to voie", "update ventes set quantite = 4 where id = 131");
        sale(
                131,
                sale -> assertThat(sale.columns().asMap())
                        .containsEntry("voie", "web")
                        .doesNotContainKey("canal"));

        pipeline.sql(
                "alter table ventes alter voie drop default, alter voie type integer using 7",
                "update ventes set quantite = 5 where id = 131");
        sale(131, sale -> assertThat(sale.columns().get("voie")).isEqualTo(7L));

        pipeline.sql("alter table ventes drop voie", "update ventes set quantite = 6 where id = 131");
        sale(131, sale -> {
            assertThat(sale.columns().asMap()).doesNotContainKey("voie");
            assertThat(sale.montantTotal()).isEqualByComparingTo("30.00");
        });
    }

    @Test
    void valueThatAnUpdateDidNotTouchStays() throws Exception {
        pipeline.sql(
                "alter table ventes add note text",
                "alter table ventes alter note set storage external",
                "alter table ventes replica identity default",
                "insert into ventes (id, produit, quantite, note) values (141, 'A', 1, repeat('x', 20000))",
                "update ventes set quantite = 2 where id = 141");
        try {
            sale(141, sale -> {
                assertThat(sale.columns().get("quantite")).isEqualTo(2L);
                assertThat(sale.columns().get("note")).isEqualTo("x".repeat(20000));
            });
        } finally {
            pipeline.sql("alter table ventes replica identity full", "alter table ventes drop note");
        }
    }

    @Test
    void anotherKeyIsADeleteAndACreate() throws Exception {
        pipeline.sql(
                "insert into ventes (id, produit, quantite, prix_unitaire) values (151, 'A', 2, 5.00)",
                "update ventes set id = 152, quantite = 3 where id = 151");

        sale(152, sale -> assertThat(sale.montantTotal()).isEqualByComparingTo("15.00"));
        gone(151);
    }

    @Test
    void rowsOfOneStatementAndOfInterleavedTransactionsAllArriveAndRolledBackOnesDoNot() throws Exception {
        try (var one = pipeline.postgres();
                var other = pipeline.postgres()) {
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
        pipeline.sql(
                "select pg_logical_emit_message(true, 'anything', 'for nobody')",
                "insert into ventes (id, quantite) values (402, 1)");

        sale(402, sale -> assertThat(sale.columns().get("quantite")).isEqualTo(1L));
        var view = pipeline.view();
        assertThat(view.keySet())
                .containsAll(LongStream.range(200, 400).boxed().toList())
                .doesNotContain(400L, 401L);
        assertThat(view.get(200L).columns().get("quantite")).isEqualTo(3L);
        assertThat(view.get(399L).columns().get("quantite")).isEqualTo(2L);
    }

    @Test
    void copyOfManyRowsAndAnUpdateOfAllOfThemArriveWhole() throws Exception {
        var rows = 100_000;
        var lines = LongStream.range(0, rows)
                .mapToObj(n -> (1_000_000 + n) + ",Copie,1,2.50")
                .collect(Collectors.joining("\n"));
        try (var connection = pipeline.postgres()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy ventes (id, produit, quantite, prix_unitaire) from stdin csv",
                            new StringReader(lines));
        }
        pipeline.sql("update ventes set quantite = 4 where id >= 1000000");

        sale(
                1_000_000 + rows - 1,
                sale -> assertThat(sale.columns().get("quantite")).isEqualTo(4L));
        await().atMost(SOON).untilAsserted(() -> {
            var copied = pipeline.view().values().stream()
                    .filter(sale -> sale.id() >= 1_000_000 && sale.id() < 2_000_000)
                    .toList();
            assertThat(copied).hasSize(rows);
            assertThat(copied.stream().map(SaleDocument::montantTotal).reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo("1000000.00");
        });
    }

    private static void sale(long id, Consumer<SaleDocument> expected) {
        await().atMost(SOON).untilAsserted(() -> assertThat(pipeline.view(id)).hasValueSatisfying(expected));
    }

    private static void gone(long id) {
        await().atMost(SOON).untilAsserted(() -> assertThat(pipeline.view(id)).isEmpty());
    }
}
