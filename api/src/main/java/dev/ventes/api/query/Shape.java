package dev.ventes.api.query;

import dev.ventes.core.view.SaleIndex;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kind of list that an index serves, however long it is: sales that have one thing in common, or nothing, sorted by a
 * column, of which a range may be taken. Whatever has no shape here is refused.
 */
public enum Shape {
    DATE(null, SortField.DATE_VENTE, SaleIndex.DATE),
    AMOUNT(null, SortField.MONTANT_TOTAL, SaleIndex.AMOUNT),
    PRODUCT(null, SortField.PRODUIT, SaleIndex.PRODUCT),
    ID(null, SortField.ID, null),
    QUANTITY(null, SortField.QUANTITE, SaleIndex.QUANTITY),
    DATE_OF_PRODUCT(Criterion.PRODUIT, SortField.DATE_VENTE, SaleIndex.DATE_OF_PRODUCT),
    ID_OF_PRODUCT(Criterion.PRODUIT, SortField.ID, SaleIndex.PRODUCT),
    DATE_OF_CLIENT(Criterion.CLIENT, SortField.DATE_VENTE, SaleIndex.DATE_OF_CLIENT),
    DATE_OF_COUNTRY(Criterion.PAYS, SortField.DATE_VENTE, SaleIndex.DATE_OF_COUNTRY),
    DATE_OF_SOURCE(Criterion.SOURCE, SortField.DATE_VENTE, SaleIndex.DATE_OF_SOURCE),
    DATE_OF_WORD(Criterion.Q, SortField.DATE_VENTE, SaleIndex.DATE_OF_WORD);

    private final Criterion criterion;
    private final SortField sort;
    private final SaleIndex index;

    Shape(Criterion criterion, SortField sort, SaleIndex index) {
        this.criterion = criterion;
        this.sort = sort;
        this.index = index;
    }

    /** What the sales have in common. */
    public Optional<Criterion> criterion() {
        return Optional.ofNullable(criterion);
    }

    public SortField sort() {
        return sort;
    }

    /** The index that serves it; empty where it is the one on {@code _id}. */
    public Optional<SaleIndex> index() {
        return Optional.ofNullable(index);
    }

    static Optional<Shape> of(Optional<Criterion> criterion, SortField sort) {
        return Stream.of(values())
                .filter(shape -> shape.criterion().equals(criterion) && shape.sort == sort)
                .findFirst();
    }

    /** The columns that sales can be sorted by, where they have this in common. */
    static String sorts(Optional<Criterion> criterion) {
        return Stream.of(values())
                .filter(shape -> shape.criterion().equals(criterion))
                .map(shape -> shape.sort.column())
                .collect(Collectors.joining(" or "));
    }
}
