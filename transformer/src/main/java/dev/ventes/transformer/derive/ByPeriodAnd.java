package dev.ventes.transformer.derive;

import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.indicator.IndicatorCollections;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import java.time.ZoneId;
import java.util.List;

/**
 * The sales of each period by what they have in a column.
 *
 * @param column a column of text
 * @param zone whose days
 */
record ByPeriodAnd(String collection, String column, ZoneId zone) implements DerivedView {
    static DerivedView produit(ZoneId zone) {
        return new ByPeriodAnd(IndicatorCollections.PRODUITS.collection(), Columns.PRODUIT, zone);
    }

    static DerivedView pays(ZoneId zone) {
        return new ByPeriodAnd(IndicatorCollections.PAYS.collection(), Columns.PAYS, zone);
    }

    static DerivedView client(ZoneId zone) {
        return new ByPeriodAnd(IndicatorCollections.CLIENTS.collection(), Columns.CLIENT, zone);
    }

    @Override
    public String name() {
        return IndicatorCollections.nameIn(zone, collection());
    }

    @Override
    public List<BucketKey> buckets(SaleDocument sale) {
        var value = sale.columns().get(column) instanceof String text ? text : null;
        return ByPeriod.periods(sale, zone).stream()
                .map(period -> new BucketKey(period, value))
                .toList();
    }
}
