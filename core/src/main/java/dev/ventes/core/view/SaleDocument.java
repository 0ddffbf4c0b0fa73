package dev.ventes.core.view;

import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;

/**
 * A sale as the view holds it, or the marker that a deleted one leaves.
 *
 * @param columns without the key; null where the sale is deleted
 * @param montantTotal quantite × prix_unitaire, exact; null where it cannot be computed, and where deleted
 */
public record SaleDocument(long id, Columns columns, BigDecimal montantTotal, Sync sync) {
    public boolean deleted() {
        return columns == null;
    }
}
