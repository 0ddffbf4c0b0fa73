package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which documents a query has to look at, by their positions, what is left to ask them, and whether they come in the
 * order that it wants.
 */
record Plan(Iterable<Object> positions, Document question, boolean sorted) {

    /** Empty when no index helps. */
    static Optional<Plan> of(Document query, Document orderBy, Collection<OrderedIndex> indexes) {
        List<IndexKey> order = order(orderBy);
        if (order.stream().anyMatch(key -> key.getKey().startsWith("$"))) {
            return Optional.empty();
        }
        List<Conditions> alternatives = Conditions.of(query);
        Optional<Plan> byId = alternatives.size() == 1
                ? alternatives.getFirst().ids().map(ids -> new Plan(ids, withoutIds(query), false))
                : Optional.empty();
        return byId.or(() -> indexes.stream()
                .filter(OrderedIndex::isComplete)
                .filter(index -> !index.skipsMissing()
                        || alternatives.stream().allMatch(conditions -> isBound(index, conditions)))
                .map(index -> Candidate.of(index, alternatives, order))
                .filter(Candidate::findsEachOnce)
                .max(Comparator.comparingInt(Candidate::worth))
                .filter(best -> best.worth() > 0)
                .map(best -> best.plan(query)));
    }

    /** Whether the query leaves out what a sparse index does not hold. */
    private static boolean isBound(OrderedIndex index, Conditions conditions) {
        Bounds first = conditions.on(index.getKeys().getFirst().getKey());
        return (first.hasLow() && first.low() != null) || (first.hasHigh() && first.high() != null);
    }

    /** Who is found by a list of a thousand ids need not be looked for in that list again. */
    private static Document withoutIds(Document query) {
        if (!Conditions.onlyNamesIds(query.get("_id"))) {
            return query;
        }
        Document rest = query.clone();
        rest.remove("_id");
        return rest;
    }

    private static List<IndexKey> order(Document orderBy) {
        var order = new ArrayList<IndexKey>();
        if (orderBy != null) {
            orderBy.forEach((field, direction) ->
                    order.add(new IndexKey(field, direction instanceof Number number && number.intValue() > 0)));
        }
        return order;
    }

    /**
     * One index, and how much of the query it takes over.
     *
     * @param common how many of the index's first fields have one and the same value in all ranges
     */
    private record Candidate(OrderedIndex index, List<Range> ranges, int common, IndexOrder order, int worth) {
        private static final int WORTH_OF_EQUALITY = 10;
        private static final int WORTH_OF_ORDER = 5;
        private static final int WORTH_OF_LIMIT = 4;
        private static final int WORTH_OF_FEW_ENTRIES = 20;

        static Candidate of(OrderedIndex index, List<Conditions> alternatives, List<IndexKey> wanted) {
            List<Range> ranges = alternatives.stream()
                    .map(conditions -> range(index, conditions))
                    .toList();
            int common = Range.commonPrefix(ranges);
            // An array's values in the index are not what MongoDB sorts it by.
            IndexOrder order = wanted.stream()
                            .anyMatch(key -> index.arrayField()
                                    .filter(key.getKey()::equals)
                                    .isPresent())
                    ? IndexOrder.UNSUITABLE
                    : IndexOrder.of(index.getKeys(), common, wanted);
            int worth = ranges.stream().mapToInt(Candidate::worth).min().orElse(0)
                    + (order.isGiven() && !wanted.isEmpty() ? WORTH_OF_ORDER : 0)
                    + (index.skipsMissing() ? WORTH_OF_FEW_ENTRIES : 0);
            return new Candidate(index, ranges, common, order, worth);
        }

        private static int worth(Range range) {
            return range.prefix().size() * WORTH_OF_EQUALITY
                    + (range.next().hasLow() ? WORTH_OF_LIMIT : 0)
                    + (range.next().hasHigh() ? WORTH_OF_LIMIT : 0);
        }

        private static Range range(OrderedIndex index, Conditions conditions) {
            List<Bounds> bounds = index.getKeys().stream()
                    .map(IndexKey::getKey)
                    .map(field -> index.arrayField().filter(field::equals).isPresent()
                            ? conditions.onOneValueOf(field)
                            : conditions.on(field))
                    .toList();
            List<Object> prefix = bounds.stream()
                    .takeWhile(Bounds::isExact)
                    .map(Bounds::low)
                    .collect(ArrayList::new, List::add, List::addAll);
            return new Range(prefix, prefix.size() < bounds.size() ? bounds.get(prefix.size()) : Bounds.NONE);
        }

        /** A document with several values is met once only where one of them is asked for. */
        boolean findsEachOnce() {
            return index.arrayField().isEmpty()
                    || index.getKeys().stream()
                            .limit(common)
                            .anyMatch(key ->
                                    key.getKey().equals(index.arrayField().get()));
        }

        Plan plan(Document query) {
            return new Plan(index.scan(ranges, order == IndexOrder.REVERSED), query, order.isGiven());
        }
    }
}
