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

    /** Every field of every sale. */
    void assertEquals(Map<Long, SaleDocument> view) {
        assertThat(view.keySet()).isEqualTo(rows.keySet());
        rows.forEach((id, row) -> {
            var sale = view.get(id);
            assertThat(sale.columns().asMap()).as("sale %d", id).isEqualTo(row);
            assertThat(sale.montantTotal())
                    .as("montant_total of sale %d", id)
                    .isEqualByComparingTo(((BigDecimal) row.get("prix_unitaire"))
                            .multiply(BigDecimal.valueOf((Long) row.get("quantite"))));
        });
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
