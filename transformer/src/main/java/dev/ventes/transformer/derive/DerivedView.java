package dev.ventes.transformer.derive;

import dev.ventes.core.view.SaleDocument;
import java.time.ZoneId;
import java.util.List;

/**
 * Figures over all sales, kept as they change: each sale has a share in some buckets, and a change takes the share of
 * the sale before it away and adds that of the sale after it. Pure.
 */
public interface DerivedView {
    /**
     * All that there are.
     *
     * @param zone whose days: where the business is
     */
    static List<DerivedView> all(ZoneId zone) {
        return List.of(new SalesByDay(zone));
    }

    /** The collection that holds it. */
    String collection();

    /** What the sale, which is not deleted, adds to which buckets; each bucket at most once. */
    List<Share> shares(SaleDocument sale);

    /**
     * What a sale adds to one bucket.
     *
     * @param key the bucket's, such as a day
     */
    record Share(String key, Figures figures) {}
}
