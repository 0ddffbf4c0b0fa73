package dev.ventes.core.indicator;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds figures up in place: of millions of sales, sums that are made anew each time cost more than reading them. */
public final class FiguresSum {
    private final Sum ventes = new Sum();
    private final Sum retours = new Sum();
    private final Map<Integer, Long> bins = new HashMap<>();
    private final Map<Integer, Long> clients = new HashMap<>();
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

    /** What some figures add up to. */
    public static Figures of(List<Figures> some) {
        if (some.size() == 1) {
            return some.getFirst();
        }
        var sum = new FiguresSum();
        some.forEach(sum::add);
        return sum.figures();
    }

    public void add(Figures figures) {
        ventes.add(figures.ventes());
        retours.add(figures.retours());
        figures.montants().bins().forEach((bin, count) -> bins.merge(bin, count, FiguresSum::unlessZero));
        figures.clients().forEach((number, count) -> clients.merge(number, count, FiguresSum::unlessZero));
        figures.oddities().forEach((oddity, count) -> oddities.merge(oddity, count, FiguresSum::unlessZero));
    }

    private static Long unlessZero(Long count, Long more) {
        return count + more == 0 ? null : Long.valueOf(count + more);
    }

    public Figures figures() {
        return new Figures(
                ventes.totals(), retours.totals(), new Sketch(Counts.of(bins)), Counts.of(clients), oddities);
    }
}
