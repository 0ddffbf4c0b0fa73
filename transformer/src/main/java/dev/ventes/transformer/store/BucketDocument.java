package dev.ventes.transformer.store;

import dev.ventes.core.indicator.FiguresBson;
import dev.ventes.transformer.derive.Bucket;
import org.bson.Document;

/**
 * A bucket as MongoDB has it. Who wants the figures of a key adds up those of its partitions.
 */
public final class BucketDocument {
    private BucketDocument() {}

    /** Its {@code _id}, which begins with the partition and a space. */
    public static String name(Bucket.Id id) {
        return id.partition() + " " + id.key().text();
    }

    /** The document. */
    public static Document write(Bucket bucket) {
        var id = bucket.id();
        var document = new Document("_id", name(id))
                .append("groupe", id.key().groupe())
                .append("valeur", id.key().valeur())
                .append("partition", id.partition());
        if (bucket.filled() != Bucket.NOT_FILLED) {
            document.append("filled", bucket.filled());
        }
        return FiguresBson.write(document, bucket.figures()).append("through", CountingBson.write(bucket.through()));
    }

    /** The bucket of this id. */
    public static Bucket read(Bucket.Id id, Document document) {
        var through = CountingBson.readThrough(document.get("through", Document.class));
        var filled = document.get("filled", Bucket.NOT_FILLED);
        return new Bucket(id, through, filled, FiguresBson.read(document));
    }
}
