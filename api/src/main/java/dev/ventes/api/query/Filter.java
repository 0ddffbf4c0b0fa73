package dev.ventes.api.query;

import dev.ventes.api.sale.Violation;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.Words;
import dev.ventes.core.view.Sync;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which sales are meant: those that have all of it. Any combination can be asked of a single sale; which of them a list
 * can be made of is the matter of {@link Shape}.
 *
 * @param criteria what is asked for; of {@link Criterion#Q} the words, with a space between them
 */
public record Filter(Map<Criterion, String> criteria, Map<SortField, Range> ranges) {
    public static final Filter ALL = new Filter(Map.of(), Map.of());

    private static final String BETWEEN_WORDS = " ";

    public Filter {
        criteria = ordered(Criterion.class, criteria);
        ranges = ordered(SortField.class, ranges);
    }

    /**
     * From a request's parameters, by their names; what is wrong with them goes to {@code violations}, and is left out.
     */
    public static Filter read(Function<String, Optional<String>> parameters, Consumer<Violation> violations) {
        var criteria = new EnumMap<Criterion, String>(Criterion.class);
        for (var criterion : Criterion.values()) {
            parameters
                    .apply(criterion.parameter())
                    .map(given -> criterion == Criterion.Q ? String.join(BETWEEN_WORDS, Words.of(given)) : given)
                    .ifPresent(value -> criteria.put(criterion, value));
        }
        if (criteria.getOrDefault(Criterion.Q, "none").isEmpty()) {
            violations.accept(new Violation(Criterion.Q.parameter(), "has a letter or a digit"));
            criteria.remove(Criterion.Q);
        }
        var ranges = new EnumMap<SortField, Range>(SortField.class);
        for (var field : SortField.values()) {
            field.range()
                    .flatMap(names -> range(field, names, parameters, violations))
                    .ifPresent(range -> ranges.put(field, range));
        }
        return new Filter(criteria, ranges);
    }

    private static Optional<Range> range(
            SortField field,
            SortField.RangeNames names,
            Function<String, Optional<String>> parameters,
            Consumer<Violation> violations) {
        var min = value(field, names.min(), false, parameters, violations);
        var max = value(field, names.max(), true, parameters, violations);
        var range = new Range(min, max);
        if (range.isEmpty()) {
            violations.accept(new Violation(names.max(), "not below " + names.min()));
        }
        return min.isEmpty() && max.isEmpty() ? Optional.empty() : Optional.of(range);
    }

    private static Optional<Object> value(
            SortField field,
            String name,
            boolean max,
            Function<String, Optional<String>> parameters,
            Consumer<Violation> violations) {
        var given = parameters.apply(name);
        var value = given.flatMap(text -> RangeValues.parse(field.type(), text, max));
        if (given.isPresent() && value.isEmpty()) {
            violations.accept(new Violation(
                    name,
                    field.type() == ValueType.DATE
                            ? "a date (2024-01-10) or a date-time with its offset (2024-01-10T10:00:00Z)"
                            : "a number of at most 34 digits"));
        }
        return value;
    }

    /** Folded, each once. */
    public List<String> words() {
        return Optional.ofNullable(criteria.get(Criterion.Q))
                .map(words -> List.of(words.split(BETWEEN_WORDS)))
                .orElse(List.of());
    }

    /** Whether a sale is one of those that are meant. A deleted sale is none. */
    public boolean matches(Columns columns, BigDecimal montantTotal, Sync.Source source) {
        return criteria.entrySet().stream().allMatch(asked -> has(columns, source, asked.getKey(), asked.getValue()))
                && ranges.entrySet().stream()
                        .allMatch(asked -> asked.getValue()
                                .contains(
                                        asked.getKey() == SortField.MONTANT_TOTAL
                                                ? montantTotal
                                                : columns.get(asked.getKey().column())));
    }

    private boolean has(Columns columns, Sync.Source source, Criterion criterion, String value) {
        return switch (criterion) {
            case PRODUIT, CLIENT, PAYS -> value.equals(columns.get(criterion.parameter()));
            case SOURCE -> value.equals(source.label());
            case Q ->
                columns.get(Columns.PRODUIT) instanceof String produit
                        && Words.of(produit).containsAll(words());
        };
    }

    private static <K extends Enum<K>, V> Map<K, V> ordered(Class<K> type, Map<K, V> map) {
        var ordered = new EnumMap<K, V>(type);
        ordered.putAll(map);
        return Collections.unmodifiableMap(ordered);
    }

    /** The parameters that bound this field and are given. */
    static Stream<String> rangeParameters(SortField field, Range range) {
        var names = field.range().orElseThrow();
        return Stream.concat(
                range.min().map(min -> names.min()).stream(), range.max().map(max -> names.max()).stream());
    }
}
