package dev.ventes.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.model.Filters;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.RunningVentes;
import dev.ventes.cli.WithVentes;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/** Sales in the table and in the view, before each test, and no more of them after it than before. */
@ExtendWith(WithVentes.class)
abstract class TwentySales {
    final RunningVentes ventes;

    TwentySales(RunningVentes ventes) {
        this.ventes = ventes;
    }

    @BeforeEach
    void twentySales() throws Exception {
        ventes.sql("insert into ventes (id, produit, quantite, prix_unitaire, date_vente)"
                + " select 1000 + n, 'Vélo ' || n, n, n + 0.90, timestamp '2024-01-10 10:00:00.123456' + n * interval '1 h'"
                + " from generate_series(1, 20) n");
        awaitEqual();
    }

    @AfterEach
    void noMoreThanBefore() throws Exception {
        ventes.sql("delete from ventes where id > 1000");
        awaitEqual();
    }

    JsonNode awaitEqual() {
        var said = ventes.verify();
        assertThat(said.exitCode()).as(said.out() + said.err()).isEqualTo(ExitCode.WELL);
        return said.json();
    }

    void change(long id, Bson update) {
        assertThat(Mono.from(ventes.sales().updateOne(sale(id), update)).block().getModifiedCount())
                .isEqualTo(1);
    }

    static Bson sale(long id) {
        return Filters.eq("_id", id);
    }
}
