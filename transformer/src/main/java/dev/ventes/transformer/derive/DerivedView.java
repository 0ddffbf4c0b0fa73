package dev.ventes.transformer.derive;

import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.view.SaleDocument;
import java.time.ZoneId;
import java.util.List;

/**
 * Figures over all sales, kept as they change: each sale has a share in some buckets, and a change takes the share of
 * the sale before it away and adds that of the sale after it. Pure.
 */
public interface DerivedView {
    /**
     * All that there are. Add one here: it is filled from the sales while everything goes on.
     *
     * @param zone whose days: where the business is
     */
    static List<DerivedView> all(ZoneId zone) {
        return List.of(new ByPeriod(zone), ByPeriodAnd.produit(zone), ByPeriodAnd.pays(zone), ByPeriodAnd.client(zone));
    }

    /** The collection that holds it. */
    String collection();

    /** What tells it from a view that would have other figures of the same sales in the collection. */
    default String name() {
        return collection();
    }

    /** The buckets that count the sale, which is not deleted; each of them once. */
    List<BucketKey> buckets(SaleDocument sale);
}
