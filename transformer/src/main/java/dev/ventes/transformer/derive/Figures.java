package dev.ventes.transformer.derive;

import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import java.math.BigDecimal;

/**
 * What a bucket counts.
 *
 * @param ventes what was sold
 * @param retours what came back: sales with a negative quantity
 * @param sansMontant how many of both have no montant_total
 */
public record Figures(Totals ventes, Totals retours, long sansMontant) {
    public static final Figures NONE = new Figures(Totals.NONE, Totals.NONE, 0);

    public static Figures of(SaleDocument sale) {
        var quantite = sale.columns().get(Columns.QUANTITE) instanceof Long number ? number : 0;
        var montant = sale.montantTotal();
        var totals = new Totals(1, BigDecimal.valueOf(quantite), montant == null ? BigDecimal.ZERO : montant);
        return new Figures(
                quantite < 0 ? Totals.NONE : totals, quantite < 0 ? totals : Totals.NONE, montant == null ? 1 : 0);
    }

    public Figures plus(Figures other) {
        return new Figures(ventes.plus(other.ventes), retours.plus(other.retours), sansMontant + other.sansMontant);
    }

    public Figures minus(Figures other) {
        return plus(new Figures(other.ventes.negated(), other.retours.negated(), -other.sansMontant));
    }

    /** Whether nothing is counted. */
    public boolean isNothing() {
        return ventes.isNothing() && retours.isNothing() && sansMontant == 0;
    }
}
