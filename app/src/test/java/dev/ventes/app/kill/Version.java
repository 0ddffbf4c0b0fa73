package dev.ventes.app.kill;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one write through the API makes of a sale. Every write has a quantity of its own, by which it is recognised
 * wherever it shows up.
 *
 * @param columns as the view must show them; null where the write deletes the sale
 */
record Version(long quantite, Map<String, Object> columns) {
    /** Above all quantities that PostgreSQL's writers use. */
    static final long FIRST_QUANTITE = 1_000_000;

    static final Version DELETED = new Version(0, null);

    static Version of(long quantite, BigDecimal prix, Instant date) {
        var columns = new LinkedHashMap<String, Object>();
        columns.put("produit", "Écran " + quantite % 10);
        columns.put("quantite", quantite);
        columns.put("prix_unitaire", prix);
        columns.put("date_vente", date);
        columns.put("client", quantite % 3 == 0 ? null : "Dupont");
        columns.put("pays", "France");
        return new Version(quantite, columns);
    }

    /** What a sale was at first, which nobody has written through the API. */
    static Version original(long quantite) {
        return new Version(quantite, Map.of());
    }

    boolean deletes() {
        return columns == null;
    }
}
