package dev.ventes.cli.verify;

import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The columns of the table, and how a row of either side becomes a {@link SaleRow}.
 *
 * @param types by name, without the key
 * @param notCompared columns, with their types, whose values would be guessed at
 */
record TableColumns(Map<String, ColumnType> types, List<String> notCompared, Set<String> leftOut) {
    private static final String QUERY = """
            with recursive bases (attnum, oid) as (
              select attnum, atttypid from pg_attribute
               where attrelid = to_regclass(?) and attnum > 0 and not attisdropped
              union all
              select attnum, typbasetype from bases join pg_type t on t.oid = bases.oid where typtype = 'd')
            select attname, typname, typtype = 'e', attgenerated <> ''
              from bases join pg_type t on t.oid = bases.oid and typtype <> 'd'
                         join pg_attribute a on a.attrelid = to_regclass(?) and a.attnum = bases.attnum
             order by a.attnum""";

    static TableColumns read(Connection session, String table) throws SQLException {
        try (var query = session.prepareStatement(QUERY)) {
            query.setString(1, table);
            query.setString(2, table);
            var types = new LinkedHashMap<String, ColumnType>();
            var others = new LinkedHashMap<String, String>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    var name = rows.getString(1);
                    var generated = rows.getBoolean(4);
                    var type = ColumnType.of(rows.getString(2), rows.getBoolean(3));
                    if (generated || type.isEmpty()) {
                        others.put(name, name + " (" + (generated ? "generated" : rows.getString(2)) + ")");
                    } else if (!name.equals(Columns.ID)) {
                        types.put(name, type.get());
                    }
                }
            }
            return new TableColumns(types, List.copyOf(others.values()), Set.copyOf(others.keySet()));
        }
    }

    /** What a SELECT asks for: the id, then the columns. */
    List<String> names() {
        var names = new ArrayList<>(List.of(Columns.ID));
        names.addAll(types.keySet());
        return names;
    }

    /** The row of a SELECT of {@link #names}. */
    SaleRow ofTable(ResultSet row) throws SQLException {
        var values = new TreeMap<String, Object>();
        var at = 2;
        for (var column : types.entrySet()) {
            var value = column.getValue().read(row, at++);
            if (value != null) {
                values.put(column.getKey(), known(column.getKey(), value));
            }
        }
        return new SaleRow(row.getLong(1), values, SaleRow.montant(values));
    }

    /**
     * A row as the view has it. A column that the view does not know is null there: those that a table is given later are.
     */
    SaleRow ofView(long id, Columns columns, BigDecimal montantTotal) {
        var values = new TreeMap<String, Object>();
        columns.asMap().forEach((name, value) -> {
            if (value != null && !leftOut.contains(name)) {
                var type = types.get(name);
                values.put(name, known(name, type == null ? value.toString() : type.ofView(value)));
            }
        });
        return new SaleRow(id, values, montantTotal);
    }

    /** As {@link #ofView}, of a row for which the view keeps no amount. */
    SaleRow ofBase(long id, Columns columns) {
        var row = ofView(id, columns, null);
        return new SaleRow(id, row.columns(), SaleRow.montant(row.columns()));
    }

    /** The date of a sale is a date of MongoDB, which holds milliseconds. */
    private static Object known(String name, Object value) {
        return name.equals(Columns.DATE_VENTE) && value instanceof Instant date
                ? date.truncatedTo(ChronoUnit.MILLIS)
                : value;
    }
}
