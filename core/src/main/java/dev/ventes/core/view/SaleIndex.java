package dev.ventes.core.view;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.ventes.core.sale.Columns;
import org.bson.conversions.Bson;

/**
 * The indexes of {@code ventes}, all of them. Each costs every write of a sale, so that one is here only for what reads
 * or sweeps cannot do without. Those of lists end with {@code _id}, which makes their order complete; they are read in
 * both directions.
 */
public enum SaleIndex {
    DATE(Indexes.descending(Columns.DATE_VENTE, "_id")),
    AMOUNT(Indexes.descending(Columns.MONTANT_TOTAL, "_id")),
    QUANTITY(Indexes.descending(Columns.QUANTITE, "_id")),
    PRODUCT(Indexes.descending(Columns.PRODUIT, "_id")),
    DATE_OF_PRODUCT(byDate(Columns.PRODUIT)),
    DATE_OF_CLIENT(byDate(Columns.CLIENT)),
    DATE_OF_COUNTRY(byDate(Columns.PAYS)),
    DATE_OF_SOURCE(byDate("_sync.source")),
    /** An entry for each word of the product. */
    DATE_OF_WORD(byDate("_sync.words")),
    PARTITION(Indexes.ascending("_sync.partition", "_id")),
    /** Markers alone have the field: all others cost it nothing. */
    DELETED(Indexes.ascending("_sync.deleted"), new IndexOptions().sparse(true));

    @SuppressWarnings("ImmutableEnumChecker") // made here, and only read
    private final Bson keys;

    @SuppressWarnings("ImmutableEnumChecker")
    private final IndexOptions options;

    SaleIndex(Bson keys) {
        this(keys, new IndexOptions());
    }

    SaleIndex(Bson keys, IndexOptions options) {
        this.keys = keys;
        this.options = options;
    }

    /** The fields and their directions, as a hint names the index. */
    public Bson keys() {
        return keys;
    }

    IndexModel model() {
        return new IndexModel(keys, options);
    }

    private static Bson byDate(String field) {
        return Indexes.compoundIndex(Indexes.ascending(field), Indexes.descending(Columns.DATE_VENTE, "_id"));
    }
}
