package dev.ventes.api.indicator;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Map;

/**
 * One of several: a day, a product.
 *
 * @param name null for what has none
 */
record Row(String name, Indicators indicators) {
    private static final Map<String, Comparator<Row>> FIGURES = Map.of(
            "chiffre_affaires", Comparator.comparing(row -> row.indicators().chiffreAffaires()),
            "nombre_ventes",
                    Comparator.comparing(
                            row -> number(row.indicators().figures().ventes().nombre())),
            "nombre_retours",
                    Comparator.comparing(
                            row -> number(row.indicators().figures().retours().nombre())),
            "quantite",
                    Comparator.comparing(
                            row -> row.indicators().figures().ventes().quantite()));

    private static BigDecimal number(long count) {
        return BigDecimal.valueOf(count);
    }

    /**
     * As the caller wants them; those with equal figures by their name.
     *
     * @param sort a figure, or what the rows are of; with {@code -} in front for descending
     */
    static Comparator<Row> order(String sort) {
        var descending = sort.startsWith("-");
        var byName = Comparator.comparing(Row::name, Comparator.nullsLast(Comparator.<String>naturalOrder()));
        var figure = FIGURES.get(descending ? sort.substring(1) : sort);
        if (figure == null) {
            return descending ? byName.reversed() : byName;
        }
        return (descending ? figure.reversed() : figure).thenComparing(byName);
    }
}
