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
        var conditions = new Conditions(query);
        Optional<Plan> byId = conditions.ids().map(ids -> new Plan(ids, withoutIds(query), false));
        return byId.or(() -> indexes.stream()
                .filter(index -> index.isComplete() && (!index.skipsMissing() || isBound(index, conditions)))
                .map(index -> Candidate.of(index, conditions, order))
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

    /** One index, and how much of the query it takes over. */
    private record Candidate(OrderedIndex index, Range range, IndexOrder order, int worth) {
        private static final int WORTH_OF_EQUALITY = 10;
        private static final int WORTH_OF_ORDER = 5;
        private static final int WORTH_OF_LIMIT = 4;
        private static final int WORTH_OF_FEW_ENTRIES = 20;

        static Candidate of(OrderedIndex index, Conditions conditions, List<IndexKey> wanted) {
            List<String> fields = index.getKeys().stream().map(IndexKey::getKey).toList();
            List<Object> prefix = fields.stream()
                    .map(conditions::on)
                    .takeWhile(Bounds::isExact)
                    .map(Bounds::low)
                    .collect(ArrayList::new, List::add, List::addAll);
            Bounds next = prefix.size() < fields.size() ? conditions.on(fields.get(prefix.size())) : Bounds.NONE;
            IndexOrder order = IndexOrder.of(index.getKeys(), prefix.size(), wanted);
            int worth = prefix.size() * WORTH_OF_EQUALITY
                    + (next.hasLow() ? WORTH_OF_LIMIT : 0)
                    + (next.hasHigh() ? WORTH_OF_LIMIT : 0)
                    + (order.isGiven() && !wanted.isEmpty() ? WORTH_OF_ORDER : 0)
                    + (index.skipsMissing() ? WORTH_OF_FEW_ENTRIES : 0);
            return new Candidate(index, new Range(prefix, next), order, worth);
        }

        Plan plan(Document query) {
            return new Plan(index.scan(range, order == IndexOrder.REVERSED), query, order.isGiven());
        }
    }
}
