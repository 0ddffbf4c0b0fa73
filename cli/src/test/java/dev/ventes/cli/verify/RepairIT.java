package dev.ventes.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.RunningVentes;
import java.util.List;
import org.bson.BsonInt64;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What differs is found, and repaired. */
class RepairIT extends TwentySales {
    RepairIT(RunningVentes ventes) {
        super(ventes);
    }

    @Test
    void differingIdsAreFoundAmongThousandsAndSayInWhichWay() throws Exception {
        ventes.sql("insert into ventes (id, produit, quantite, prix_unitaire, date_vente)"
                + " select 10000 + n, 'Lot', 1, 2.50, '2024-01-10 10:00' from generate_series(1, 5000) n");
        awaitEqual();
        var damaged = Filters.in("_id", List.of(1002, 1003, 1004, 13_123, 14_999));
        var before = Flux.from(ventes.sales().find(damaged)).collectList().block();
        var surplus = Mono.from(ventes.sales().find(sale(1001))).block().append("_id", new BsonInt64(7000));
        Mono.from(ventes.sales().insertOne(surplus)).block();
        change(13_123, Updates.set("prix_unitaire", Decimal128.parse("2.60")));
        change(14_999, Updates.set("produit", "Loto"));
        change(1002, Updates.set("montant_total", Decimal128.parse("1")));
        change(1003, Updates.set("quantite", 3.5));
        Mono.from(ventes.sales().deleteOne(sale(1004))).block();

        var said = ventes.run("verify");

        assertThat(said.exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(said.out())
                .contains("1002  montant_total is 5.8 in PostgreSQL, 1 in the view\n")
                .contains(
                        "1003  has a document that cannot be read: the document of sale 1003 was not written by Ventes (quantite")
                .contains("1004  is missing in the view\n")
                .contains("7000  is in the view, not in PostgreSQL\n")
                .contains("13123  prix_unitaire is 2.5 in PostgreSQL, 2.6 in the view\n")
                .contains("14999  produit is \"Lot\" in PostgreSQL, \"Loto\" in the view\n")
                .contains(": 6 differ.")
                .contains("Not all indicators could be compared: they are added up from the sales of the view");
        assertThat(ventes.run("verify", "--from", "1001", "--to", "1002", "--json")
                        .json()
                        .get("differences"))
                .singleElement()
                .satisfies(
                        difference -> assertThat(difference.get("id").asLong()).isEqualTo(1002));
        assertThat(ventes.run("verify", "--from", "30001").exitCode()).isEqualTo(ExitCode.WELL);

        // By hand again: a change that finds them otherwise would take away from the indicators what was never in them.
        Mono.from(ventes.sales().deleteOne(sale(7000))).block();
        Mono.from(ventes.sales().deleteMany(damaged)).block();
        Mono.from(ventes.sales().insertMany(before)).block();
    }

    @Test
    void repairReadsJustWhatDiffersAndLeavesWhatTheApiDid() throws Exception {
        assertThat(ventes.send("PUT", "/ventes/1012", """
                {"produit":"Corrigé","quantite":9,"prix_unitaire":1.00,"date_vente":"2024-03-01T12:00:00Z"}""").statusCode()).isEqualTo(200);
        var surplus = Mono.from(ventes.sales().find(sale(1001))).block().append("_id", new BsonInt64(7777));
        Mono.from(ventes.sales().insertOne(surplus)).block();
        Mono.from(ventes.sales().deleteOne(sale(1010))).block();
        change(1011, Updates.set("produit", "Loto"));

        var said = ventes.run("verify", "--repair");

        assertThat(said.err()).contains("3 ids differ");
        assertThat(said.out())
                .contains("the view has all of them as they are, and no others")
                // What the repair found in their place was taken out of the indicators.
                .contains("ventes_par_produit, tout, \"Loto\", partition ")
                .contains("ventes -1 instead of 0")
                .contains("ventes rebuild makes them anew");
        assertThat(said.exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(ventes.run("rebuild").exitCode()).isEqualTo(ExitCode.WELL);
        awaitEqual();
        assertThat(ventes.send("GET", "/ventes/1012", null).body()).contains("\"quantite\":9");
    }

    @Test
    void resyncReadsTheWholeTableOrWhatAConditionSays() {
        var whole = ventes.run("resync", "--json").json();
        assertThat(whole.get("stage").asText()).isEqualTo("DONE");
        assertThat(whole.get("rows").asLong()).isGreaterThanOrEqualTo(24);

        assertThat(ventes.run("resync", "--where", "id between 1003 and 1005").out())
                .contains("3 rows");
        assertThat(ventes.run("resync", "--where", "no_such_column = 1").exitCode())
                .isEqualTo(ExitCode.FOUND);
        assertThat(ventes.run("resync", "--from", "9", "--to", "8").exitCode()).isEqualTo(ExitCode.WRONG);
    }
}
