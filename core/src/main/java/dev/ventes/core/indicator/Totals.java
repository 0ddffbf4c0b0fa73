package dev.ventes.core.indicator;

import java.math.BigDecimal;

/** A number of sales, of articles, and what they came to; exact however many there are. */
public record Totals(long nombre, BigDecimal quantite, BigDecimal montant) {
    public static final Totals NONE = new Totals(0, BigDecimal.ZERO, BigDecimal.ZERO);

    Totals plus(Totals other) {
        return new Totals(nombre + other.nombre, quantite.add(other.quantite), montant.add(other.montant));
    }

    Totals negated() {
        return new Totals(-nombre, quantite.negate(), montant.negate());
    }

    boolean isNothing() {
        return nombre == 0 && quantite.signum() == 0 && montant.signum() == 0;
    }
}
