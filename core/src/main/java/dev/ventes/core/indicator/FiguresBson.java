package dev.ventes.core.indicator;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.types.Decimal128;

/** Figures as documents have them. */
public final class FiguresBson {
    private FiguresBson() {}

    /** Adds the figures to the document of a bucket. */
    public static Document write(Document document, Figures figures) {
        var montants = new Document();
        figures.montants().bins().forEach((bin, count) -> montants.append(String.valueOf(bin), count));
        var anomalies = new Document();
        figures.oddities().forEach((oddity, count) -> anomalies.append(oddity.label(), count));
        return document.append("ventes", write(figures.ventes()))
                .append("retours", write(figures.retours()))
                .append("montants", montants)
                .append("anomalies", anomalies);
    }

    public static Figures read(Document document) {
        var bins = new TreeMap<Integer, Long>();
        document.get("montants", Document.class)
                .forEach((bin, count) -> bins.put(Integer.valueOf(bin), ((Number) count).longValue()));
        var anomalies = document.get("anomalies", Document.class);
        var oddities = new EnumMap<Oddity, Long>(Oddity.class);
        for (var oddity : Oddity.values()) {
            if (anomalies.containsKey(oddity.label())) {
                oddities.put(oddity, anomalies.getLong(oddity.label()));
            }
        }
        return new Figures(
                totals(document.get("ventes", Document.class)),
                totals(document.get("retours", Document.class)),
                new Sketch(bins),
                oddities);
    }

    private static Document write(Totals totals) {
        return new Document("nombre", totals.nombre())
                .append("quantite", number(totals.quantite()))
                .append("montant_total", number(totals.montant()));
    }

    private static Totals totals(Document document) {
        return new Totals(
                document.getLong("nombre"), number(document.get("quantite")), number(document.get("montant_total")));
    }

    /** A sum of absurd amounts may need more than 34 digits, and must be exact to be taken back again: it is text then. */
    private static Object number(BigDecimal exact) {
        var stripped = exact.stripTrailingZeros();
        try {
            return new Decimal128(stripped);
        } catch (NumberFormatException tooLong) {
            return stripped.toString();
        }
    }

    private static BigDecimal number(Object stored) {
        return stored instanceof Decimal128 number ? number.bigDecimalValue() : new BigDecimal(String.valueOf(stored));
    }
}
