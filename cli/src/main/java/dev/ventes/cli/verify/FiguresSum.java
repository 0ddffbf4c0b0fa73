package dev.ventes.cli.verify;

import dev.ventes.core.indicator.Figures;
import dev.ventes.core.indicator.Oddity;
import dev.ventes.core.indicator.Sketch;
import dev.ventes.core.indicator.Totals;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Adds figures up in place: of millions of sales, sums that are made anew each time cost more than reading them. */
final class FiguresSum {
    private final Sum ventes = new Sum();
    private final Sum retours = new Sum();
    private final TreeMap<Integer, Long> bins = new TreeMap<>();
    private final Map<Oddity, Long> oddities = new EnumMap<>(Oddity.class);

    private static final class Sum {
        private long nombre;
        private BigDecimal quantite = BigDecimal.ZERO;
        private BigDecimal montant = BigDecimal.ZERO;

        void add(Totals totals) {
            nombre += totals.nombre();
            quantite = quantite.add(totals.quantite());
            montant = montant.add(totals.montant());
        }

        Totals totals() {
            return new Totals(nombre, quantite, montant);
        }
    }

    /** Those of one sale, of which nothing is negative but amounts. */
    void add(Figures figures) {
        ventes.add(figures.ventes());
        retours.add(figures.retours());
        figures.montants().bins().forEach((bin, count) -> bins.merge(bin, count, Long::sum));
        figures.oddities().forEach((oddity, count) -> oddities.merge(oddity, count, Long::sum));
    }

    Figures figures() {
        return new Figures(ventes.totals(), retours.totals(), new Sketch(bins), oddities);
    }
}
