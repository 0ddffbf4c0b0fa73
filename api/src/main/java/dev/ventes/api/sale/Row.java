package dev.ventes.api.sale;

import dev.ventes.core.sale.Columns;
import java.util.Map;

/**
 * A sale in a list: what was asked for of it, and what its place in the list depends on.
 *
 * @param values the columns in the table's order, then the amount, without the id; given up by the caller
 */
public record Row(long id, Map<String, Object> values) {
    /** Null where the column is null or missing. */
    public Object get(String column) {
        return column.equals(Columns.ID) ? (Long) id : values.get(column);
    }
}
