package dev.ventes.cli.verify;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.indicator.Oddity;
import dev.ventes.core.indicator.Totals;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Figures that a derived view does not have as the sales add up to.
 *
 * @param partition of the log; what the view says of the key is the sum over all of them
 * @param ways in which they differ, each what is there instead of what should be
 */
record IndicatorDifference(
        String collection,
        @JsonInclude(JsonInclude.Include.NON_NULL) String groupe,
        @JsonInclude(JsonInclude.Include.NON_NULL) String valeur,
        int partition,
        List<String> ways) {

    static IndicatorDifference of(String collection, BucketKey key, int partition, Figures is, Figures must) {
        var ways = new ArrayList<String>();
        add(ways, is.ventes(), must.ventes(), "chiffre d'affaires", "ventes", "quantite");
        add(ways, is.retours(), must.retours(), "montant of the retours", "retours", "quantite of the retours");
        for (var oddity : Oddity.values()) {
            add(ways, oddity.label(), count(is, oddity), count(must, oddity));
        }
        if (!is.montants().bins().equals(must.montants().bins())) {
            ways.add("the sizes of the amounts, of which the median is told");
        }
        if (!is.clients().equals(must.clients())) {
            ways.add("how many sales which client has");
        }
        return new IndicatorDifference(collection, key.groupe(), key.valeur(), partition, List.copyOf(ways));
    }

    private static BigDecimal count(Figures figures, Oddity oddity) {
        return BigDecimal.valueOf(figures.oddities().getOrDefault(oddity, 0L));
    }

    private static void add(List<String> ways, Totals is, Totals must, String montant, String nombre, String quantite) {
        add(ways, montant, is.montant(), must.montant());
        add(ways, nombre, BigDecimal.valueOf(is.nombre()), BigDecimal.valueOf(must.nombre()));
        add(ways, quantite, is.quantite(), must.quantite());
    }

    private static void add(List<String> ways, String name, BigDecimal is, BigDecimal must) {
        if (is.compareTo(must) != 0) {
            ways.add(name + " " + is.toPlainString() + " instead of " + must.toPlainString());
        }
    }

    String text() {
        return name(collection, new BucketKey(groupe, valeur), partition) + ": " + String.join(", ", ways);
    }

    /** What it is called where people read it. */
    static String name(String collection, BucketKey key, int partition) {
        return collection + ", " + (key.groupe() == null ? "-" : key.groupe())
                + (key.valeur() == null ? "" : ", \"" + key.valeur() + '"')
                + ", partition " + partition;
    }
}
