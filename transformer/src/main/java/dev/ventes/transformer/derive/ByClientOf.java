package dev.ventes.transformer.derive;

import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.indicator.IndicatorCollections;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import java.util.List;

/**
 * Who bought what, and where: what each client bought of each value of a column.
 *
 * @param column a column of text
 */
record ByClientOf(String collection, String column) implements DerivedView {
    static DerivedView produit() {
        return new ByClientOf(IndicatorCollections.CLIENTS_DES_PRODUITS.collection(), Columns.PRODUIT);
    }

    static DerivedView pays() {
        return new ByClientOf(IndicatorCollections.CLIENTS_DES_PAYS.collection(), Columns.PAYS);
    }

    /** Of a client that is not known nobody can say whether it is another one. */
    @Override
    public List<BucketKey> buckets(SaleDocument sale) {
        var client = ByPeriodAnd.text(sale, Columns.CLIENT);
        return client == null ? List.of() : List.of(new BucketKey(ByPeriodAnd.text(sale, column), client));
    }
}
