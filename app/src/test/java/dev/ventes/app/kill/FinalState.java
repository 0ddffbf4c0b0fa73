package dev.ventes.app.kill;

import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.ViewCollections;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Flux;

/** What the view must be when all is quiet, and where it is not. */
final class FinalState {
    private FinalState() {}

    /**
     * Where the view is not what PostgreSQL and the API's answers make of it.
     *
     * @param lost sales that are missing, or are not what they must be
     * @param surplus sales that nobody made, or that were deleted; days whose figures are not what the sales add up to, and
     *     versions that the history has and the topic has not, or the other way round
     */
    record Differences(List<String> lost, List<String> surplus) {
        boolean none() {
            return lost.isEmpty() && surplus.isEmpty();
        }

        List<String> all() {
            var all = new ArrayList<>(lost);
            all.addAll(surplus);
            return all;
        }
    }

    static Map<Long, SaleDocument> view(ViewCollections view) {
        var sales = new TreeMap<Long, SaleDocument>();
        // The imitation would answer with all the rest at once, which may be more than a reply may hold.
        Flux.from(view.ventes().find().batchSize(5000))
                .filter(sale -> !sale.deleted())
                .doOnNext(sale -> sales.put(sale.id(), sale))
                .then()
                .block(Duration.ofMinutes(2));
        return sales;
    }

    static Map<Long, Map<String, Object>> table(Connection connection) throws SQLException {
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
        return rows;
    }

    static Differences differences(Map<Long, Map<String, Object>> table, Map<Long, SaleDocument> view, Ledger ledger) {
        var left = new HashMap<>(view);
        var lost = new ArrayList<String>();
        var surplus = new ArrayList<String>();
        var held = new HashMap<Long, HeldSale>();
        ledger.sales().forEach(sale -> held.put(sale.id(), sale));

        table.forEach((id, row) -> {
            var sale = held.remove(id);
            var possible = sale == null ? List.of(row) : merged(row, sale.possible());
            compare(id, possible, left.remove(id), lost);
        });
        held.forEach((id, sale) -> {
            var shown = left.remove(id);
            if (shown == null && sale.maySee(Version.DELETED)) {
                return;
            }
            var possible = sale.possible().stream()
                    .filter(version -> !version.deletes())
                    .map(Version::columns)
                    .toList();
            compare(id, possible, shown, possible.isEmpty() ? surplus : lost);
        });
        left.forEach((id, sale) -> {
            var creation = ledger.unknownCreations().get((Long) sale.columns().get("quantite"));
            if (id < Ids.API_FIRST || creation == null) {
                surplus.add("sale " + id + " is there, and nobody made it: " + shown(sale));
            } else {
                compare(id, List.of(creation.columns()), sale, lost);
            }
        });
        return new Differences(lost, surplus);
    }

    /** PostgreSQL's row, with the quantity that the API gave it. */
    private static List<Map<String, Object>> merged(Map<String, Object> row, Collection<Version> possible) {
        return possible.stream()
                .<Map<String, Object>>map(version -> {
                    var merged = new LinkedHashMap<>(row);
                    merged.put("quantite", version.quantite());
                    return merged;
                })
                .toList();
    }

    private static void compare(
            long id, List<Map<String, Object>> possible, SaleDocument sale, List<String> differences) {
        if (sale == null
                || !possible.contains(sale.columns().asMap())
                || sale.montantTotal().compareTo(montant(sale.columns().asMap())) != 0) {
            differences.add("sale " + id + " must be " + possible + " and is " + shown(sale));
        }
    }

    private static BigDecimal montant(Map<String, Object> columns) {
        return ((BigDecimal) columns.get("prix_unitaire")).multiply(BigDecimal.valueOf((Long) columns.get("quantite")));
    }

    private static String shown(SaleDocument sale) {
        return sale == null
                ? "not there"
                : sale.columns().asMap() + ", montant_total " + sale.montantTotal() + ", " + sale.sync();
    }

    private static Object value(Object value) {
        return switch (value) {
            case Integer n -> n.longValue();
            case Timestamp time -> time.toLocalDateTime().toInstant(ZoneOffset.UTC);
            case null, default -> value;
        };
    }
}
