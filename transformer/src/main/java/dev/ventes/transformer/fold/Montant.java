package dev.ventes.transformer.fold;

import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** {@code montant_total} of a sale: quantite × prix_unitaire, exact; null and an anomaly where a factor is missing. */
record Montant(BigDecimal total, List<String> anomalies) {
    static Montant of(Columns columns) {
        if (columns.get(Columns.QUANTITE) instanceof Long quantite
                && columns.get(Columns.PRIX_UNITAIRE) instanceof BigDecimal prix) {
            return new Montant(prix.multiply(BigDecimal.valueOf(quantite)), List.of());
        }
        var anomalies = new ArrayList<String>(2);
        if (!(columns.get(Columns.QUANTITE) instanceof Long)) {
            anomalies.add(Columns.QUANTITE);
        }
        if (!(columns.get(Columns.PRIX_UNITAIRE) instanceof BigDecimal)) {
            anomalies.add(Columns.PRIX_UNITAIRE);
        }
        return new Montant(null, anomalies);
    }
}
