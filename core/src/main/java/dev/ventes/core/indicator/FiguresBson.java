package dev.ventes.core.indicator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.roaringbitmap.RoaringBitmap;

/** Figures as documents have them. */
public final class FiguresBson {
    /** What only who counts on needs: how many sales each client has. */
    public static final String PURCHASES = "achats";

    private static final String CLIENTS = "clients";
    private static final String AMOUNTS = "montants";

    private FiguresBson() {}

    /** Adds the figures to the document of a bucket. */
    public static Document write(Document document, Figures figures) {
        var anomalies = new Document();
        figures.oddities().forEach((oddity, count) -> anomalies.append(oddity.label(), count));
        document.append("ventes", write(figures.ventes()))
                .append("retours", write(figures.retours()))
                .append(AMOUNTS, new Binary(figures.montants().bins().bytes()))
                .append("anomalies", anomalies);
        if (!figures.clients().isEmpty()) {
            var who = who(figures.clients());
            var numbers = ByteBuffer.allocate(who.serializedSizeInBytes());
            who.serialize(numbers);
            document.append(CLIENTS, new Binary(numbers.array()))
                    .append(PURCHASES, new Binary(figures.clients().bytes()));
        }
        return document;
    }

    private static RoaringBitmap who(Counts clients) {
        var who = new RoaringBitmap();
        clients.forEach((number, count) -> {
            if (count > 0) {
                who.add(number);
            }
        });
        who.runOptimize();
        return who;
    }

    /** Who bought, or brought back, by number. All that a reader needs to know how many different ones there are. */
    public static RoaringBitmap clients(Document document) {
        var who = new RoaringBitmap();
        if (document.get(CLIENTS) instanceof Binary numbers) {
            try {
                who.deserialize(ByteBuffer.wrap(numbers.getData()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return who;
    }

    /** Its clients are those of {@link #clients} where it is read without {@link #PURCHASES}, and none here. */
    public static Figures read(Document document) {
        var anomalies = document.get("anomalies", Document.class);
        var oddities = new EnumMap<Oddity, Long>(Oddity.class);
        for (var oddity : Oddity.values()) {
            if (anomalies.containsKey(oddity.label())) {
                oddities.put(oddity, anomalies.getLong(oddity.label()));
            }
        }
        return new Figures(
                totals(document, "ventes"),
                totals(document, "retours"),
                new Sketch(counts(document, AMOUNTS)),
                counts(document, PURCHASES),
                oddities);
    }

    private static Counts counts(Document document, String field) {
        return document.get(field) instanceof Binary counts ? Counts.read(counts.getData()) : Counts.NONE;
    }

    /** What was sold and what came back, of a document that may have nothing else. */
    public static Figures totals(Document document) {
        return new Figures(totals(document, "ventes"), totals(document, "retours"), Sketch.NONE, Counts.NONE, Map.of());
    }

    private static Document write(Totals totals) {
        return new Document("nombre", totals.nombre())
                .append("quantite", number(totals.quantite()))
                .append("montant_total", number(totals.montant()));
    }

    private static Totals totals(Document bucket, String field) {
        var document = bucket.get(field, Document.class);
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
