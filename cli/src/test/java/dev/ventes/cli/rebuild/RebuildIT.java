package dev.ventes.cli.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.ventes.cli.RunningVentes;
import dev.ventes.cli.WithVentes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/** The command on the running system. */
@ExtendWith(WithVentes.class)
class RebuildIT {
    private final RunningVentes ventes;

    RebuildIT(RunningVentes ventes) {
        this.ventes = ventes;
    }

    @Test
    void damagedViewIsRightAgainAndTheServicesGoOn() throws Exception {
        var sale = "{\"produit\":\"Tente\",\"quantite\":1,\"prix_unitaire\":10.00}";
        var made = ventes.send("POST", "/ventes", sale);
        assertThat(made.statusCode()).isEqualTo(201);
        var path = made.headers().firstValue("Location").orElseThrow();
        var id = Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
        ventes.sql("INSERT INTO ventes (id, produit, quantite, prix_unitaire, date_vente)"
                + " VALUES (970001, 'Lampe', 1, 5.00, now())");
        assertThat(ventes.verify().exitCode()).isZero();
        Mono.from(ventes.sales().updateOne(Filters.eq("_id", id), Updates.set("produit", "altered")))
                .block();
        Mono.from(ventes.sales().deleteOne(Filters.eq("_id", 970_001L))).block();

        var said = ventes.run("rebuild", "--json");

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.json().get("documents").asLong()).isGreaterThanOrEqualTo(2);
        assertThat(said.json().get("partitionsMade").asBoolean()).isFalse();
        assertThat(ventes.send("GET", path, null).body()).isEqualTo(made.body());
        assertThat(ventes.verify().exitCode()).isZero();
        assertThat(ventes.send("DELETE", path, null).statusCode()).isEqualTo(204);
        ventes.sql("DELETE FROM ventes WHERE id = 970001");
    }

    @Test
    void resultIsToldInWords() {
        var said = ventes.run("rebuild");

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("records read", "documents written", "markers taken over", "Writes were held for");
    }

    @Test
    void wrongUseAndAbsentServersAreTold() {
        assertThat(ventes.run("rebuild", "--patience", "0").exitCode()).isEqualTo(2);
        assertThat(ventes.run("rebuild", "--help").out()).contains("MongoDB has lost everything", "--patience");
        var absent = ventes.with("VENTES_MONGODB_URI", "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=500");
        assertThat(RunningVentes.run(absent, "rebuild").exitCode()).isEqualTo(3);
    }
}
