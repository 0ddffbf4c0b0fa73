package dev.ventes.transformer.store;

import dev.ventes.core.log.Position;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.Figures;
import dev.ventes.transformer.derive.Totals;
import java.math.BigDecimal;
import org.bson.Document;
import org.bson.types.Decimal128;

/**
 * A bucket as MongoDB has it: {@code _id} is {@code key/partition}, and who wants the figures of a key adds up those of
 * its partitions.
 */
public final class BucketDocument {
    private BucketDocument() {}

    static String name(Bucket.Id id) {
        return id.key() + "/" + id.partition();
    }

    /** The document. */
    public static Document write(Bucket bucket) {
        var through = bucket.through();
        var figures = bucket.figures();
        return new Document("_id", name(bucket.id()))
                .append("key", bucket.id().key())
                .append("partition", bucket.id().partition())
                .append("ventes", write(figures.ventes()))
                .append("retours", write(figures.retours()))
                .append("sans_montant", figures.sansMontant())
                .append(
                        "through",
                        new Document("epoch", through.position().epoch())
                                .append("offset", through.position().offset())
                                .append("id", through.sale()));
    }

    /** The bucket of this id. */
    public static Bucket read(Bucket.Id id, Document document) {
        var through = document.get("through", Document.class);
        var position = new Position(through.getLong("epoch"), through.getLong("offset"));
        return new Bucket(
                id,
                new Bucket.Counted(position, through.getLong("id")),
                new Figures(
                        totals(document.get("ventes", Document.class)),
                        totals(document.get("retours", Document.class)),
                        document.getLong("sans_montant")));
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
        var short34 = exact.stripTrailingZeros();
        try {
            return new Decimal128(short34);
        } catch (NumberFormatException tooLong) {
            return short34.toString();
        }
    }

    private static BigDecimal number(Object stored) {
        return stored instanceof Decimal128 number ? number.bigDecimalValue() : new BigDecimal(String.valueOf(stored));
    }
}
