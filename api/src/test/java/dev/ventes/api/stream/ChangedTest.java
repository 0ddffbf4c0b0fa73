package dev.ventes.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.api.query.Criterion;
import dev.ventes.api.query.Filter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangedTest {
    private static final Filter FRENCH = new Filter(Map.of(Criterion.PAYS, "France"), Map.of());
    private static final Filter OF_POSTGRES = new Filter(Map.of(Criterion.SOURCE, "postgres"), Map.of());

    private static Changed changed(String op, String before, String after) {
        var value = """
                {"op":"%s","before":%s,"after":%s,"source":"api","position":{"partition":0,"epoch":1,"offset":4},\
                "event":"e","made_at":"2024-01-10T10:00:00Z","logged_at":"2024-01-10T10:00:01Z"}""".formatted(op, before, after);
        return Changed.of(
                Published.of(Records.record(0, Records.LOG, 4, 5, value)).orElseThrow());
    }

    private static String in(String country) {
        return """
                {"id":5,"produit":"Vélo","quantite":2,"prix_unitaire":"349.90","date_vente":"2026-11-22T10:00:00Z",\
                "pays":"%s","remise":1E+2,"montant_total":"699.80"}""".formatted(country);
    }

    @Test
    void aFilterIsToldWhatIsInItNowAndWhatWasInIt() {
        assertThat(changed("c", "null", in("France")).kind(FRENCH)).contains(Changed.Kind.CREATED);
        assertThat(changed("c", "null", in("Italie")).kind(FRENCH)).isEmpty();
        assertThat(changed("u", in("Italie"), in("France")).kind(FRENCH)).contains(Changed.Kind.UPDATED);
        assertThat(changed("u", in("France"), in("Italie")).kind(FRENCH)).contains(Changed.Kind.LEFT);
        assertThat(changed("u", in("Italie"), in("Italie")).kind(FRENCH)).isEmpty();
        assertThat(changed("d", in("France"), "null").kind(FRENCH)).contains(Changed.Kind.DELETED);
        assertThat(changed("d", in("Italie"), "null").kind(FRENCH)).isEmpty();
        assertThat(changed("r", "null", in("France")).kind(FRENCH)).contains(Changed.Kind.READ);
    }

    @Test
    void aSaleOfWhichNobodyKnowsWhatItWasMayHaveBeenTheFilters() {
        assertThat(changed("u", "null", in("Italie")).kind(FRENCH)).contains(Changed.Kind.LEFT);
        assertThat(changed("r", "null", in("Italie")).kind(FRENCH)).contains(Changed.Kind.LEFT);
        assertThat(changed("d", "null", "null").kind(FRENCH)).contains(Changed.Kind.DELETED);
        assertThat(changed("u", in("Italie"), in("Italie")).kind(OF_POSTGRES)).contains(Changed.Kind.LEFT);
    }

    @Test
    void itIsShownAsRestShowsSales() {
        assertThat(new String(changed("u", in("Italie"), in("France")).json(), StandardCharsets.UTF_8))
                .isEqualTo("""
                        {"op":"updated","id":5,"position":"0-1-4","source":"api","made_at":"2024-01-10T10:00:00Z",\
                        "vente":{"id":5,"produit":"Vélo","quantite":2,"prix_unitaire":349.90,\
                        "date_vente":"2026-11-22T10:00:00Z","pays":"France","remise":100,"montant_total":699.80},\
                        "before":{"id":5,"produit":"Vélo","quantite":2,"prix_unitaire":349.90,\
                        "date_vente":"2026-11-22T10:00:00Z","pays":"Italie","remise":100,"montant_total":699.80}}""");
    }

    @Test
    void whatTheTransformerDidNotWriteIsToldToNobody() {
        for (var value : new String[] {"{}", "x", "[]", "{\"op\":\"z\"}", "{\"made_at\":\"yesterday\"}"}) {
            var published =
                    Published.of(Records.record(0, Records.LOG, 4, 5, value)).orElseThrow();
            var sequence = new Sequence(Records.start(0), Records.LOG);
            sequence.add(published.record());
            var event = new Event(sequence.tellAllBut(0).getFirst());

            assertThat(event.kind(FRENCH)).as(value).isEmpty();
        }
    }
}
