package dev.ventes.api.stream;

import dev.ventes.api.http.Problem;
import dev.ventes.api.http.Request;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which sales a client follows. Two that ask the same are equal, so that what they are sent is made once.
 *
 * @param source {@code postgres} or {@code api}
 */
record SaleFilter(
        Optional<String> produit,
        Optional<String> client,
        Optional<String> pays,
        Optional<String> source,
        Range<Instant> date,
        Range<BigDecimal> montant,
        Range<Long> quantite)
        implements Predicate<SaleDocument> {
    /** What lies from the first to the second, both included; without bounds, everything. */
    record Range<T extends Comparable<T>>(Class<T> type, Optional<T> min, Optional<T> max) {
        static <T extends Comparable<T>> Range<T> of(
                Request request, String name, Class<T> type, Function<String, T> parse) {
            return new Range<>(type, bound(request, name + "_min", parse), bound(request, name + "_max", parse));
        }

        private static <T> Optional<T> bound(Request request, String name, Function<String, T> parse) {
            try {
                return request.query(name).map(parse);
            } catch (DateTimeException | NumberFormatException none) {
                throw Problem.invalid(name, "a value that exists");
            }
        }

        boolean holds(Object value) {
            if (min.isEmpty() && max.isEmpty()) {
                return true;
            }
            if (!type.isInstance(value)) {
                return false;
            }
            var one = type.cast(value);
            return min.map(bound -> one.compareTo(bound) >= 0).orElse(true)
                    && max.map(bound -> one.compareTo(bound) <= 0).orElse(true);
        }
    }

    /** A request that keeps the contract's patterns. */
    static SaleFilter of(Request request) {
        return new SaleFilter(
                request.query(Columns.PRODUIT),
                request.query(Columns.CLIENT),
                request.query(Columns.PAYS),
                request.query("source"),
                Range.of(request, "date", Instant.class, Instant::parse),
                Range.of(request, "montant", BigDecimal.class, BigDecimal::new),
                Range.of(request, "quantite", Long.class, Long::valueOf));
    }

    @Override
    public boolean test(SaleDocument sale) {
        var columns = sale.columns();
        return is(produit, columns.get(Columns.PRODUIT))
                && is(client, columns.get(Columns.CLIENT))
                && is(pays, columns.get(Columns.PAYS))
                && is(source, sale.sync().source().label())
                && date.holds(columns.get(Columns.DATE_VENTE))
                && montant.holds(sale.montantTotal())
                && quantite.holds(columns.get(Columns.QUANTITE));
    }

    private static boolean is(Optional<String> wanted, Object value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }
}
