package dev.ventes.cli.verify;

import static dev.ventes.cli.RunningVentes.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.Progress;
import dev.ventes.cli.RunningVentes;
import dev.ventes.cli.WithVentes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The indicators in {@code ventes verify}, on the running system. */
@ExtendWith(WithVentes.class)
class IndicatorsIT {
    private static final String FIGURES = "ventes_par_produit";

    private final RunningVentes ventes;

    IndicatorsIT(RunningVentes ventes) {
        this.ventes = ventes;
    }

    @Test
    void figuresThatAreNotWhatTheSalesAddUpToAreNamed() throws Exception {
        ventes.sql("insert into ventes (id, produit, quantite, prix_unitaire, date_vente, client, pays) values"
                + " (5001, 'SOURIS', 2, 6.50, '2010-12-01 10:00', 'Anne', 'France'),"
                + " (5002, 'TAPIS', 1, 3.00, '2010-12-02 10:00', 'Anne', 'France'),"
                + " (5003, 'TAPIS', -1, 3.00, '2010-12-02 11:00', null, null)");
        awaitCounted();
        var right = ventes.run("verify");
        assertThat(right.exitCode()).as(right.out() + right.err()).isEqualTo(ExitCode.WELL);
        assertThat(right.out())
                .contains("figures of the indicators, added up from the sales: all are equal to the cent.");

        change("mois 2010-12", "SOURIS", Updates.set("ventes.montant_total", Decimal128.parse("13.01")));
        var gone = Mono.from(figures().findOneAndDelete(key("jour 2010-12-01", "SOURIS")))
                .block();
        var tooMany = new Document(gone)
                .append("_id", "0 15:jour 2010-12-01 5:LAMPE")
                .append("valeur", "LAMPE")
                .append("partition", 0);
        Mono.from(figures().insertOne(tooMany)).block();
        Mono.from(figures().insertOne(new Document("_id", "by hand").append("groupe", "tout")))
                .block();

        var said = ventes.run("verify");

        assertThat(said.exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(said.out())
                .contains("the view has all of them as they are, and no others")
                .containsPattern("(?m)^ventes_par_produit, mois 2010-12, \"SOURIS\", partition \\d:"
                        + " chiffre d'affaires 13.01 instead of 13(\\.00)?$")
                .containsPattern(
                        "(?m)^ventes_par_produit, jour 2010-12-01, \"SOURIS\", partition \\d: chiffre d'affaires 0"
                                + " instead of 13(\\.00)?, ventes 0 instead of 1, quantite 0 instead of 2, the sizes of ")
                .containsPattern("(?m)^ventes_par_produit, jour 2010-12-01, \"LAMPE\", partition 0: chiffre d'affaires"
                        + " 13(\\.00)? instead of 0, ventes 1 instead of 0")
                .contains("ventes_par_produit, document by hand: is none that a transformer writes\n")
                .contains(": 4 differ; ventes rebuild makes them anew.");
        var json = ventes.verify().json();
        assertThat(json.get("differences")).isEmpty();
        assertThat(json.get("indicators").get("differences")).hasSize(3);
        assertThat(json.get("indicators").get("differences").findValuesAsText("groupe"))
                .containsExactlyInAnyOrder("mois 2010-12", "jour 2010-12-01", "jour 2010-12-01");
        assertThat(json.get("indicators").get("unsettled")).isEmpty();

        var some = ventes.run("verify", "--from", "5001", "--json");
        assertThat(some.exitCode()).isEqualTo(ExitCode.WELL);
        assertThat(some.json().has("indicators")).isFalse();

        assertThat(ventes.run("rebuild").exitCode()).isEqualTo(ExitCode.WELL);
        var again = ventes.run("verify");
        assertThat(again.exitCode()).as(again.out() + again.err()).isEqualTo(ExitCode.WELL);
        ventes.sql("delete from ventes where id > 5000");
    }

    @Test
    void figuresThatNeverComeToRestAreComparedAllTheSame() throws Exception {
        ventes.sql(
                "insert into ventes (id, produit, quantite, prix_unitaire, date_vente, client)"
                        + " select 6000 + n, 'Lot ' || n % 3, 1, 2.50, '2024-01-10 10:00', 'Zoé' from generate_series(0, 300) n");
        awaitCounted();
        var stop = new AtomicBoolean();
        var writer = CompletableFuture.runAsync(() -> write(stop), Executors.newVirtualThreadPerTaskExecutor());
        try {
            for (var time = 0; time < 3; time++) {
                var report = compare();
                assertThat(report).as(report.toString()).matches(IndicatorsReport::well);
                assertThat(report.leftOut()).isEmpty();
            }
            // A sale that nobody writes: from here on each figure that it is in is off by a cent, and most never rest.
            changeSale(Updates.set("montant_total", Decimal128.parse("2.51")));

            var report = compare();

            assertThat(report.unsettled()).isEmpty();
            assertThat(report.differences())
                    .extracting(IndicatorDifference::collection, IndicatorDifference::groupe)
                    .contains(tuple("ventes_par_periode", "tout"))
                    .hasSize(12);
        } finally {
            changeSale(Updates.set("montant_total", Decimal128.parse("2.50")));
            stop.set(true);
            writer.join();
            ventes.sql("delete from ventes where id >= 6000");
        }
        awaitCounted();
        assertThat(ventes.verify().exitCode()).isEqualTo(ExitCode.WELL);
    }

    private void write(AtomicBoolean stop) {
        try (var session = ventes.postgres();
                var sql = session.createStatement()) {
            for (var n = 0; !stop.get(); n++) {
                sql.execute("update ventes set quantite = quantite + 1, produit = 'Lot ' || (id + " + n
                        + ") % 3 where id > 6000 and id % 20 = " + n % 20);
                sql.execute("insert into ventes (id, produit, quantite, prix_unitaire) values (7001, 'kurz', 1, 1.00)");
                sql.execute("delete from ventes where id = 7001");
                // Not more than a slow machine applies.
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With so few buckets at a time that the sales are read several times. */
    private IndicatorsReport compare() throws InterruptedException {
        return new Indicators(new IndicatorsStore(ventes.view()), SOON, 10_000, 20, Progress.unseen()).run();
    }

    private void awaitCounted() {
        await().atMost(SOON).until(() -> ventes.run("verify", "--from", "5000").exitCode() == ExitCode.WELL);
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Flux.from(ventes.view().uncounted().find()).count().block() == 0);
    }

    private MongoCollection<Document> figures() {
        return ventes.view().database().getCollection(FIGURES);
    }

    private void change(String groupe, String valeur, Bson update) {
        assertThat(Mono.from(figures().updateOne(key(groupe, valeur), update))
                        .block()
                        .getModifiedCount())
                .isEqualTo(1);
    }

    private void changeSale(Bson update) {
        Mono.from(ventes.sales().updateOne(Filters.eq("_id", 6000), update)).block();
    }

    private static Bson key(String groupe, String valeur) {
        return Filters.and(Filters.eq("groupe", groupe), Filters.eq("valeur", valeur));
    }
}
