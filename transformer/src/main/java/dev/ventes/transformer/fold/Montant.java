package dev.ventes.transformer.fold;

import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code montant_total} of a sale: quantite × prix_unitaire, exact; null where a factor is missing.
 *
 * @param anomalies the columns that are odd: a factor that is no number, a date that is none or lies outside the years 1
 *     to 9999
 */
public record Montant(BigDecimal total, List<String> anomalies) {
    private static final Instant YEAR_1 = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

    public static Montant of(Columns columns) {
        var anomalies = new ArrayList<String>(0);
        BigDecimal total = null;
        if (columns.get(Columns.QUANTITE) instanceof Long quantite
                && columns.get(Columns.PRIX_UNITAIRE) instanceof BigDecimal prix) {
            total = prix.multiply(BigDecimal.valueOf(quantite));
        } else {
            if (!(columns.get(Columns.QUANTITE) instanceof Long)) {
                anomalies.add(Columns.QUANTITE);
            }
            if (!(columns.get(Columns.PRIX_UNITAIRE) instanceof BigDecimal)) {
                anomalies.add(Columns.PRIX_UNITAIRE);
            }
        }
        var date = columns.get(Columns.DATE_VENTE);
        if (date != null && !(date instanceof Instant instant && isOfACalendar(instant))) {
            anomalies.add(Columns.DATE_VENTE);
        }
        return new Montant(total, anomalies);
    }

    private static boolean isOfACalendar(Instant date) {
        return !date.isBefore(YEAR_1) && date.isBefore(YEAR_10000);
    }
}
