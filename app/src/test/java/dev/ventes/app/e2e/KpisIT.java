package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import dev.ventes.app.derived.KeptFigures;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sales, all of them, arrive completely, and what the API tells of them is what PostgreSQL computes. */
class KpisIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String DAY = "(date_vente at time zone 'UTC' at time zone 'Europe/Paris')::date";
    private static final String SOME_DAYS = "date_min=2010-12-03&date_max=2010-12-14";

    @TempDir
    Path folder;

    /** One row of figures, from either side. */
    private record Row(
            String name,
            long ventes,
            BigDecimal vendu,
            long retours,
            BigDecimal rendu,
            BigDecimal quantiteRendue,
            BigDecimal quantite,
            BigDecimal panier,
            long clients,
            BigDecimal parClient,
            long sansClient,
            double median) {
        private static Optional<String> money(BigDecimal amount) {
            return Optional.ofNullable(amount).map(BigDecimal::toPlainString);
        }

        boolean sameAs(Row other) {
            return Objects.equals(name, other.name)
                    && ventes == other.ventes
                    && vendu.compareTo(other.vendu) == 0
                    && retours == other.retours
                    && rendu.compareTo(other.rendu) == 0
                    && quantiteRendue.compareTo(other.quantiteRendue) == 0
                    && quantite.compareTo(other.quantite) == 0
                    && money(panier).equals(money(other.panier))
                    && clients == other.clients
                    && money(parClient).equals(money(other.parClient))
                    && sansClient == other.sansClient
                    && Math.abs(median - other.median) <= 0.01 * Math.abs(other.median);
        }
    }

    @Test
    void everyIndicatorIsWhatPostgresComputesAlsoAfterChangesWhileTheTransformerIsKilled() throws Exception {
        var transformer = new KillableTransformer(folder);
        try (var system = new Observed(folder, transformer)) {
            var pipeline = system.pipeline;
            System.out.println("imported " + RealSales.importInto(pipeline.endpoints(), 1) + " sales");
            pipeline.sql(
                    "insert into ventes (produit, quantite, prix_unitaire, date_vente) values (null, null, 1, null)");
            requireSame(pipeline);
            requireSameSales(pipeline);
            assertThat(pipeline.get("/kpis/jours?date_min=2010-12-02&date_max=2010-12-01")
                            .body())
                    .contains("\"field\":\"date_max\"", "not below date_min");

            pipeline.sql("update ventes set quantite = -quantite, pays = 'Belgique', produit = 'Sac ' || id % 7,"
                    + " date_vente = date_vente + interval '40 hours' where id % 10 = 3");
            awaitSome(pipeline, "produit", "Sac 1");
            transformer.kill();
            pipeline.sql("delete from ventes where id % 10 = 5");
            pipeline.launch("transformer");
            pipeline.sql("update ventes set client = 'Trente' where id % 50 = 1");
            awaitSome(pipeline, "client", "Trente");
            transformer.kill();
            pipeline.launch("transformer");
            requireSame(pipeline);
            requireSameSales(pipeline);
        }
    }

    /** Until the changes have begun to arrive; the rest of them is under way. */
    private static void awaitSome(Pipeline pipeline, String column, String value) {
        await().atMost(PATIENCE).until(() -> pipeline.count(Filters.eq(column, value)) > 0);
    }

    /** Every field of every sale, the sums to the cent, and the figures that are kept. */
    private static void requireSameSales(Pipeline pipeline) throws Exception {
        try (var connection = pipeline.postgres()) {
            var view = pipeline.view();
            var sums = Table.totals(view);
            var expected = Table.totals(connection);
            assertThat(sums.count()).isEqualTo(expected.count());
            assertThat(sums.quantite()).isEqualByComparingTo(expected.quantite());
            assertThat(sums.montant()).isEqualByComparingTo(expected.montant());
            Table.read(connection).assertEquals(view);
            assertThat(KeptFigures.differences(pipeline.database(), view.values()))
                    .isEmpty();
        }
    }

    private static void requireSame(Pipeline pipeline) throws Exception {
        var all = fromPostgres(pipeline, "'tout'", "true", "1").getFirst();
        // Looking is not free.
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(total(pipeline, ""))
                        .usingComparator(KpisIT::compare)
                        .isEqualTo(all));

        requireSame(pipeline, "jours?limit=1000", "jour", DAY + "::text", DAY + " is not null");
        requireSame(
                pipeline,
                "semaines?limit=1000",
                "semaine",
                "to_char(" + DAY + ", 'IYYY-\"W\"IW')",
                DAY + " is not null");
        requireSame(pipeline, "mois?limit=1000", "mois", "to_char(" + DAY + ", 'YYYY-MM')", DAY + " is not null");
        requireSameGrowth(pipeline);
        requireSame(
                pipeline,
                "mois?date_min=2010-12-10&date_max=2011-01-02",
                "mois",
                "to_char(" + DAY + ", 'YYYY-MM')",
                DAY + " between '2010-12-10' and '2011-01-02'");
        for (var column : List.of("produit", "pays", "client")) {
            var path = (column.equals("pays") ? column : column + "s") + "?limit=1000&sort=" + column;
            requireSame(pipeline, path, column, column, "true");
            requireSame(
                    pipeline, path + "&" + SOME_DAYS, column, column, DAY + " between '2010-12-03' and '2010-12-14'");
        }
        requireSameTotal(pipeline, "2010-12-03", "2010-12-14");
        requireSameTotal(pipeline, "2010-11-20", "2011-01-01");
    }

    private static void requireSameTotal(Pipeline pipeline, String from, String to) throws Exception {
        var some = fromPostgres(pipeline, "'tout'", "%s between '%s' and '%s'".formatted(DAY, from, to), "1")
                .getFirst();
        assertThat(total(pipeline, "?date_min=%s&date_max=%s".formatted(from, to)))
                .usingComparator(KpisIT::compare)
                .isEqualTo(some);
    }

    private static int compare(Row is, Row mustBe) {
        return is.sameAs(mustBe) ? 0 : 1;
    }

    private static void requireSame(Pipeline pipeline, String path, String column, String group, String where)
            throws Exception {
        var told = fromApi(pipeline, "/kpis/" + path, column);
        var computed = fromPostgres(pipeline, group, where, "1000");
        assertThat(told).as(path).usingElementComparator(KpisIT::compare).containsExactlyElementsOf(computed);
        assertThat(told).as(path).isNotEmpty();
    }

    private static void requireSameGrowth(Pipeline pipeline) throws Exception {
        var told = new ArrayList<String>();
        for (var month : new JsonArray(pipeline.get("/kpis/mois?limit=1000").body())) {
            told.add(((JsonObject) month).getValue("croissance") + "");
        }
        var computed = new ArrayList<String>();
        try (var connection = pipeline.postgres();
                var statement = connection.createStatement();
                var found = statement.executeQuery("""
                        select round((montant - avant) / abs(avant), 4)
                        from (select mois, montant,
                                     first_value(montant) over (order by mois
                                       range between interval '1 month' preceding and interval '1 month' preceding) as avant
                              from (select date_trunc('month', %s) as mois, sum(quantite * prix_unitaire) as montant
                                    from ventes where date_vente is not null group by 1) months) grown order by mois
                        """.formatted(DAY))) {
            while (found.next()) {
                var growth = found.getBigDecimal(1);
                computed.add(growth == null ? "null" : growth.doubleValue() + "");
            }
        }
        assertThat(told).isEqualTo(computed).hasSizeGreaterThan(1).contains("null");
    }

    private static Row total(Pipeline pipeline, String query) throws Exception {
        return row("tout", new JsonObject(pipeline.get("/kpis" + query).body()));
    }

    private static List<Row> fromApi(Pipeline pipeline, String path, String column) throws Exception {
        var rows = new ArrayList<Row>();
        for (var one : new JsonArray(pipeline.get(path).body())) {
            rows.add(row(((JsonObject) one).getString(column), (JsonObject) one));
        }
        return rows;
    }

    private static Row row(String name, JsonObject told) {
        var ventes = told.getJsonObject("ventes");
        var retours = told.getJsonObject("retours");
        assertThat(told.getDouble("chiffre_affaires"))
                .isCloseTo(ventes.getDouble("montant") + retours.getDouble("montant"), within(0.001));
        return new Row(
                name,
                ventes.getLong("nombre"),
                money(ventes.getDouble("montant")),
                retours.getLong("nombre"),
                money(retours.getDouble("montant")),
                money(retours.getDouble("quantite")),
                money(ventes.getDouble("quantite")),
                mean(told, "panier_moyen"),
                told.getLong("clients_uniques"),
                mean(told, "montant_moyen_par_client"),
                told.getJsonObject("anomalies").getLong("sans_client"),
                Objects.requireNonNullElse(told.getDouble("montant_median"), 0.0));
    }

    private static BigDecimal mean(JsonObject told, String name) {
        return told.getDouble(name) == null ? null : money(told.getDouble(name));
    }

    private static BigDecimal money(double amount) {
        return BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_UP);
    }

    private static List<Row> fromPostgres(Pipeline pipeline, String group, String where, String limit)
            throws Exception {
        var rows = new ArrayList<Row>();
        try (var connection = pipeline.postgres();
                var statement = connection.createStatement();
                var found = statement.executeQuery("""
                        select %s as name,
                               count(*) filter (where sold),
                               coalesce(sum(montant) filter (where sold), 0),
                               count(*) filter (where not sold),
                               coalesce(sum(montant) filter (where not sold), 0),
                               coalesce(sum(quantite) filter (where not sold), 0),
                               coalesce(sum(quantite) filter (where sold), 0),
                               round(coalesce(sum(montant) filter (where sold), 0)
                                     / nullif(count(*) filter (where sold), 0), 2),
                               count(distinct client),
                               round(coalesce(sum(montant), 0) / nullif(count(distinct client), 0), 2),
                               count(*) filter (where trim(coalesce(client, '')) = ''),
                               coalesce(percentile_disc(0.5) within group (order by montant) filter (where sold), 0)
                        from (select *, coalesce(quantite, 0) >= 0 as sold, quantite * prix_unitaire as montant from ventes) v
                        where %s group by 1 order by 1 nulls last limit %s
                        """.formatted("(" + group + ") collate \"C\"", where, limit))) {
            while (found.next()) {
                rows.add(new Row(
                        found.getString(1),
                        found.getLong(2),
                        found.getBigDecimal(3),
                        found.getLong(4),
                        found.getBigDecimal(5),
                        found.getBigDecimal(6),
                        found.getBigDecimal(7),
                        found.getBigDecimal(8),
                        found.getLong(9),
                        found.getBigDecimal(10),
                        found.getLong(11),
                        found.getDouble(12)));
            }
        }
        return rows;
    }
}
