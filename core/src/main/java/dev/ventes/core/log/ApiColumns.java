package dev.ventes.core.log;

import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What a sale that was made through the API must have. PostgreSQL's rows are what its table says, whatever that is; a
 * change of the API's that is not what its contract says was not made by it.
 */
final class ApiColumns {
    private record Rule(String says, Predicate<Object> holds) {}

    private static final Rule NUMBER = new Rule("a number", v -> v instanceof BigDecimal || v instanceof Long);

    private static final Map<String, Rule> REQUIRED = Map.of(
            Columns.PRODUIT, new Rule("a text", String.class::isInstance),
            Columns.QUANTITE, new Rule("an integer", Long.class::isInstance),
            Columns.PRIX_UNITAIRE, NUMBER,
            Columns.DATE_VENTE, new Rule("a date", Instant.class::isInstance));

    private ApiColumns() {}

    /** What is wrong with them, in a sentence; null if nothing is. */
    static String fault(Columns columns) {
        return REQUIRED.entrySet().stream()
                .filter(column -> !column.getValue().holds().test(columns.get(column.getKey())))
                .map(column -> column.getKey() + " must be " + column.getValue().says()
                        + (Objects.isNull(columns.get(column.getKey())) ? ", and is missing" : ""))
                .sorted()
                .findFirst()
                .orElse(null);
    }
}
