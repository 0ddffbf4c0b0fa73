package dev.ventes.transformer.derive;

import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.indicator.IndicatorCollections;
import dev.ventes.core.indicator.Period;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import java.time.ZoneId;
import java.util.List;

/**
 * All sales, those of each month, and those of each day.
 *
 * @param zone whose days
 */
record ByPeriod(ZoneId zone) implements DerivedView {
    @Override
    public String collection() {
        return IndicatorCollections.PERIODES.collection();
    }

    @Override
    public String name() {
        return IndicatorCollections.nameIn(zone, collection());
    }

    @Override
    public List<BucketKey> buckets(SaleDocument sale) {
        return periods(sale, zone).stream()
                .map(period -> new BucketKey(period, null))
                .toList();
    }

    static List<String> periods(SaleDocument sale, ZoneId zone) {
        return Period.of(Period.day(sale.columns().get(Columns.DATE_VENTE), zone));
    }
}
