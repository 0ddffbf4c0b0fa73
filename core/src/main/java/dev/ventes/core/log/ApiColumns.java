package dev.ventes.core.log;

import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a sale that was made through the API must have. PostgreSQL's rows are what its table says, whatever that is; a
 * change of the API's that is not what its contract says was not made by it.
 */
final class ApiColumns {
    private record Rule(String column, String says, Predicate<Object> holds) {}

    private static final List<Rule> RULES = List.of(
            new Rule(Columns.PRODUIT, "a text", String.class::isInstance),
            new Rule(Columns.QUANTITE, "an integer", Long.class::isInstance),
            new Rule(Columns.PRIX_UNITAIRE, "a number", BigDecimal.class::isInstance),
            new Rule(Columns.DATE_VENTE, "a date", Instant.class::isInstance));

    private ApiColumns() {}

    /**
     * The first thing that is wrong with them, in a sentence; null if nothing is.
     *
     * @param partial whether they are a patch, which says nothing of what it leaves out
     */
    static String fault(Columns columns, boolean partial) {
        for (var rule : RULES) {
            if (partial && !columns.has(rule.column())) {
                continue;
            }
            var value = columns.get(rule.column());
            if (!rule.holds().test(value)) {
                return rule.column() + " must be " + rule.says() + (value == null ? ", and is missing" : "");
            }
        }
        return null;
    }
}
