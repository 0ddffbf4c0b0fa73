package dev.ventes.connector.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The first row of a query's answer, by the names of its columns. */
public record Row(Map<String, Object> columns) {
    public static Optional<Row> one(Connection session, String query, String... parameters) throws SQLException {
        try (var statement = session.prepareStatement(query)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                var columns = new HashMap<String, Object>();
                for (var i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.put(rows.getMetaData().getColumnLabel(i), rows.getObject(i));
                }
                return Optional.of(new Row(columns));
            }
        }
    }

    public String text(String column) {
        return String.valueOf(columns.get(column));
    }

    public long number(String column) {
        return ((Number) columns.get(column)).longValue();
    }

    public double fraction(String column) {
        return ((Number) columns.get(column)).doubleValue();
    }

    public boolean flag(String column) {
        return Boolean.TRUE.equals(columns.get(column));
    }
}
