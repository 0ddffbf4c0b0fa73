package dev.ventes.core.indicator;

import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What some sales add up to. What was put in can be taken out again.
 *
 * @param ventes what was sold
 * @param retours what came back: sales with a negative quantity
 * @param montants the sizes of the amounts of what was sold
 * @param clients how many sales and returns each client has, by {@link ClientNumbers}
 * @param oddities how many of both are odd, in which way; none of them 0
 */
public record Figures(Totals ventes, Totals retours, Sketch montants, Counts clients, Map<Oddity, Long> oddities) {
    public static final Figures NONE = new Figures(Totals.NONE, Totals.NONE, Sketch.NONE, Counts.NONE, Map.of());

    public Figures {
        var copy = new EnumMap<Oddity, Long>(Oddity.class);
        copy.putAll(oddities);
        oddities = Collections.unmodifiableMap(copy);
    }

    /** Of one sale, which is not deleted. Of a client that is not known nobody can say whether it is another one. */
    public static Figures of(SaleDocument sale, ClientNumbers numbers) {
        var quantite = sale.columns().get(Columns.QUANTITE) instanceof Long number ? number : 0;
        var montant = sale.montantTotal();
        var totals = new Totals(1, BigDecimal.valueOf(quantite), montant == null ? BigDecimal.ZERO : montant);
        var odd = new EnumMap<Oddity, Long>(Oddity.class);
        for (var oddity : Oddity.values()) {
            if (oddity.of(sale)) {
                odd.put(oddity, 1L);
            }
        }
        var clients = sale.columns().get(Columns.CLIENT) instanceof String client
                ? Counts.of(numbers.of(client))
                : Counts.NONE;
        return Oddity.isReturn(sale)
                ? new Figures(Totals.NONE, totals, Sketch.NONE, clients, odd)
                : new Figures(totals, Totals.NONE, montant == null ? Sketch.NONE : Sketch.of(montant), clients, odd);
    }

    public Figures plus(Figures other) {
        return new Figures(
                ventes.plus(other.ventes),
                retours.plus(other.retours),
                montants.plus(other.montants),
                clients.plus(other.clients),
                sum(other.oddities, 1));
    }

    public Figures minus(Figures other) {
        return new Figures(
                ventes.plus(other.ventes.negated()),
                retours.plus(other.retours.negated()),
                montants.minus(other.montants),
                clients.minus(other.clients),
                sum(other.oddities, -1));
    }

    private Map<Oddity, Long> sum(Map<Oddity, Long> others, int sign) {
        var sum = new EnumMap<Oddity, Long>(Oddity.class);
        sum.putAll(oddities);
        others.forEach(
                (oddity, count) -> sum.merge(oddity, sign * count, (a, b) -> a + b == 0 ? null : Long.valueOf(a + b)));
        return sum;
    }

    /** Whether nothing is counted. */
    public boolean isNothing() {
        return ventes.isNothing()
                && retours.isNothing()
                && montants.isEmpty()
                && clients.isEmpty()
                && oddities.isEmpty();
    }
}
