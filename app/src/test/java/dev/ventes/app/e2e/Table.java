package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.view.SaleDocument;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** PostgreSQL's table, as the view must show it. */
record Table(Map<Long, Map<String, Object>> rows) {
    record Totals(long count, BigDecimal quantite, BigDecimal montant) {}

    static Table read(Connection connection) throws SQLException {
        var rows = new TreeMap<Long, Map<String, Object>>();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("select * from ventes")) {
            var columns = result.getMetaData();
            while (result.next()) {
                var row = new LinkedHashMap<String, Object>();
                for (var i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnName(i), value(result.getObject(i)));
                }
                rows.put((Long) row.remove("id"), row);
            }
        }
        return new Table(rows);
    }

    /** What SQL makes of it. */
    static Totals totals(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("select count(*), coalesce(sum(quantite), 0),"
                        + " coalesce(sum(quantite * prix_unitaire), 0) from ventes")) {
            result.next();
            return new Totals(result.getLong(1), result.getBigDecimal(2), result.getBigDecimal(3));
        }
    }

    /** The same of the view, added up from the documents. */
    static Totals totals(Map<Long, SaleDocument> view) {
        var quantite = BigDecimal.ZERO;
        var montant = BigDecimal.ZERO;
        for (var sale : view.values()) {
            quantite =
                    sale.columns().get("quantite") instanceof Long n ? quantite.add(BigDecimal.valueOf(n)) : quantite;
            montant = sale.montantTotal() == null ? montant : montant.add(sale.montantTotal());
        }
        return new Totals(view.size(), quantite, montant);
    }

    /** Every field of every sale. In one assertion: tests wait for this, and ten thousand of them cost more than the view. */
    void assertEquals(Map<Long, SaleDocument> view) {
        var ids = new TreeSet<>(rows.keySet());
        ids.addAll(view.keySet());
        var differences = ids.stream()
                .filter(id -> !isSame(rows.get(id), view.get(id)))
                .limit(20)
                .map(id -> "sale " + id + " must be " + rows.get(id) + " and is " + view.get(id));
        assertThat(differences).isEmpty();
    }

    private static boolean isSame(Map<String, Object> row, SaleDocument sale) {
        return row != null && sale != null && sale.columns().asMap().equals(row) && isAmount(row, sale.montantTotal());
    }

    /** None where there is nothing to multiply. */
    private static boolean isAmount(Map<String, Object> row, BigDecimal montant) {
        if (row.get("prix_unitaire") instanceof BigDecimal price && row.get("quantite") instanceof Long quantite) {
            return montant != null && montant.compareTo(price.multiply(BigDecimal.valueOf(quantite))) == 0;
        }
        return montant == null;
    }

    private static Object value(Object value) {
        return switch (value) {
            case Integer n -> n.longValue();
            case java.sql.Timestamp time -> instant(time);
            case null, default -> value;
        };
    }

    private static Instant instant(java.sql.Timestamp time) {
        return time.toLocalDateTime().toInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS);
    }
}
