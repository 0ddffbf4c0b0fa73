package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a query demands of single fields, as far as an index can help. Never more than the query does: operators that no
 * index serves are left out, and every document that is found is still asked the whole query.
 */
final class Conditions {
    private static final String ID = "_id";

    /** In MongoDB's order of types, objects come right after texts. */
    private static final Bounds TEXTS = Bounds.from("").and(Bounds.below(new Document()));

    private final Map<String, Bounds> bounds = new HashMap<>();
    private final Map<String, Object> firstValues = new HashMap<>();
    private TreeSet<Object> chosenIds;

    private Conditions() {}

    /** One for each branch of the query's {@code $or}: a document must fulfil one of them. Of several only the first. */
    static List<Conditions> of(Document query) {
        return alternatives(query)
                .map(branches -> branches.stream()
                        .map(branch -> of(query, (Document) branch))
                        .toList())
                .orElseGet(() -> List.of(of(query, new Document())));
    }

    private static Conditions of(Document query, Document branch) {
        var conditions = new Conditions();
        conditions.collect(query);
        conditions.collect(branch);
        return conditions;
    }

    private static Optional<Collection<?>> alternatives(Document query) {
        if (query.get("$or") instanceof Collection<?> branches
                && !branches.isEmpty()
                && branches.stream().allMatch(Document.class::isInstance)) {
            return Optional.of(branches);
        }
        return query.get("$and") instanceof Collection<?> parts
                ? parts.stream()
                        .filter(Document.class::isInstance)
                        .flatMap(part -> alternatives((Document) part).stream())
                        .findFirst()
                : Optional.empty();
    }

    Bounds on(String field) {
        return bounds.getOrDefault(field, Bounds.NONE);
    }

    /**
     * What one value of an array must be. An array may fulfil several demands with several values, so that demands
     * cannot be joined.
     */
    Bounds onOneValueOf(String field) {
        return firstValues.containsKey(field) ? Bounds.exactly(firstValues.get(field)) : Bounds.NONE;
    }

    /** The only {@code _id}s that can be meant, if the query names them. */
    Optional<Collection<Object>> ids() {
        return on(ID).isExact() ? Optional.of(List.of(Position.of(on(ID).low()))) : Optional.ofNullable(chosenIds);
    }

    static boolean isPlainId(Object condition) {
        return isIndexable(ID, condition);
    }

    /** Whether a condition on {@code _id} says nothing that {@link #ids} does not say. */
    static boolean onlyNamesIds(Object condition) {
        if (condition instanceof Document operators && hasOperators(operators)) {
            return operators.keySet().equals(Set.of("$in"));
        }
        return condition != null;
    }

    private void collect(Document query) {
        query.forEach((field, condition) -> {
            if (field.equals("$and") && condition instanceof Collection<?> parts) {
                parts.stream().filter(Document.class::isInstance).forEach(part -> collect((Document) part));
            } else if (!field.startsWith("$")) {
                demand(field, condition);
            }
        });
    }

    private void demand(String field, Object condition) {
        if (condition instanceof Document operators && hasOperators(operators)) {
            operators.forEach((operator, operand) -> demand(field, operator, operand));
        } else {
            demand(field, "$eq", condition);
        }
    }

    private void demand(String field, String operator, Object operand) {
        switch (operator) {
            case "$eq" -> {
                if (operand == null || isIndexable(field, operand)) {
                    firstValues.putIfAbsent(field, operand);
                    narrow(field, Bounds.exactly(operand));
                }
            }
            case "$gt" -> narrowBy(field, operand, Bounds::above);
            case "$gte" -> narrowBy(field, operand, Bounds::from);
            case "$lt" -> narrowBy(field, operand, Bounds::below);
            case "$lte" -> narrowBy(field, operand, Bounds::upTo);
            case "$in" -> {
                if (field.equals(ID) && operand instanceof Collection<?> ids) {
                    choose(ids);
                }
            }
            default -> {}
        }
    }

    private void narrowBy(String field, Object operand, Function<Object, Bounds> bounds) {
        if (isIndexable(field, operand)) {
            narrow(field, bounds.apply(operand));
            if (operand instanceof String) {
                // What is compared with text is text; other types are bounded by those who ask.
                narrow(field, TEXTS);
            }
        }
    }

    private void narrow(String field, Bounds further) {
        bounds.merge(field, further, Bounds::and);
    }

    private void choose(Collection<?> ids) {
        if (ids.stream().allMatch(id -> isIndexable(ID, id))) {
            chosenIds = new TreeSet<>(BsonOrder.ASCENDING);
            chosenIds.addAll(ids);
        }
    }

    private static boolean hasOperators(Document value) {
        return value.keySet().stream().anyMatch(key -> key.startsWith("$"));
    }

    /** Patterns, arrays and, except as an {@code _id}, documents have ways of their own to match. */
    private static boolean isIndexable(String field, Object value) {
        return switch (value) {
            case null -> false;
            case Collection<?> array -> false;
            case BsonRegularExpression pattern -> false;
            case Document document -> field.equals(ID) && !hasOperators(document);
            default -> true;
        };
    }
}
