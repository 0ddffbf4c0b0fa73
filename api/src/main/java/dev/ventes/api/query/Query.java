package dev.ventes.api.query;

import dev.ventes.api.sale.Violation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A list of sales that an index serves: which sales, and in what order.
 *
 * @param shape the kind of list that it is
 */
public record Query(Filter filter, Sort sort, Shape shape) {
    /** All sales, newest first. */
    public static final Query DEFAULT = new Query(Filter.ALL, Sort.NEWEST_FIRST, Shape.DATE);

    /** From a request's parameters, by their names; empty if there are violations, which are told. */
    public static Optional<Query> read(Function<String, Optional<String>> parameters, Consumer<Violation> violations) {
        var faults = new ArrayList<Violation>();
        var filter = Filter.read(parameters, faults::add);
        var sort = sort(parameters.apply("sort"), filter, faults::add);
        var query = faults.isEmpty() ? of(filter, sort, faults::add) : Optional.<Query>empty();
        faults.forEach(violations);
        return query;
    }

    /** Empty where no index serves it; why is told. */
    static Optional<Query> of(Filter filter, Sort sort, Consumer<Violation> violations) {
        var criteria = filter.criteria().keySet().iterator();
        var first = next(criteria);
        var faults = new ArrayList<Violation>();
        criteria.forEachRemaining(other -> faults.add(new Violation(
                other.parameter(),
                "not together with " + first.orElseThrow().parameter()
                        + ": a list takes one of produit, client, pays, source and q")));
        var shape = Shape.of(first, sort.field());
        if (shape.isEmpty() && faults.isEmpty()) {
            faults.add(new Violation(
                    "sort",
                    "is " + sort.field().column() + ", but with "
                            + first.orElseThrow().parameter() + " only by " + Shape.sorts(first)));
        }
        filter.ranges().forEach((field, range) -> {
            if (field != sort.field()) {
                Filter.rangeParameters(field, range)
                        .forEach(name -> faults.add(new Violation(
                                name,
                                "only in a list that is sorted by " + field.column() + "; this one is sorted by "
                                        + sort.field().column())));
            }
        });
        faults.forEach(violations);
        return faults.isEmpty() ? shape.map(found -> new Query(filter, sort, found)) : Optional.empty();
    }

    /** A range sorts by its own column, where nothing else is said. */
    private static Sort sort(Optional<String> given, Filter filter, Consumer<Violation> violations) {
        if (given.isEmpty()) {
            return next(filter.ranges().keySet().iterator())
                    .map(field -> new Sort(field, true))
                    .orElse(Sort.NEWEST_FIRST);
        }
        var sort = given.flatMap(Sort::parse);
        if (sort.isEmpty()) {
            violations.accept(new Violation(
                    "sort", "by " + Shape.sorts(Optional.empty()) + ", with '-' in front for descending"));
        }
        return sort.orElse(Sort.NEWEST_FIRST);
    }

    /** What the sort column must lie in. */
    public Optional<Range> range() {
        return Optional.ofNullable(filter.ranges().get(sort.field()));
    }

    /** The same for the same query, whichever process is asked; by it a cursor is known to belong to the query. */
    public String fingerprint() {
        return Integer.toHexString(List.of(filter, sort).toString().hashCode());
    }

    private static <T> Optional<T> next(Iterator<T> iterator) {
        return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
    }
}
