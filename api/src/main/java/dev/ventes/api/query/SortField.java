package dev.ventes.api.query;

import dev.ventes.core.sale.Columns;
import java.util.Optional;

/** A column that sales can be sorted by. */
public enum SortField {
    DATE_VENTE(Columns.DATE_VENTE, ValueType.DATE, "date"),
    MONTANT_TOTAL(Columns.MONTANT_TOTAL, ValueType.NUMBER, "montant"),
    PRODUIT(Columns.PRODUIT, ValueType.TEXT, null),
    ID(Columns.ID, ValueType.NUMBER, null),
    QUANTITE(Columns.QUANTITE, ValueType.NUMBER, "quantite");

    private final String column;
    private final ValueType type;
    private final String range;

    SortField(String column, ValueType type, String range) {
        this.column = column;
        this.type = type;
        this.range = range;
    }

    public String column() {
        return column;
    }

    /** What its values are, but for odd ones. */
    public ValueType type() {
        return type;
    }

    /** The names of the parameters that bound it; empty where there are none. */
    Optional<RangeNames> range() {
        return Optional.ofNullable(range).map(name -> new RangeNames(name + "_min", name + "_max"));
    }

    record RangeNames(String min, String max) {}
}
