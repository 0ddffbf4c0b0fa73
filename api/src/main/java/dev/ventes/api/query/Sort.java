package dev.ventes.api.query;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The order of a list; sales with equal values are ordered by their ids, in the same direction. Sales whose value is
 * none, or not of the column's type, come last in either direction.
 */
public record Sort(SortField field, boolean descending) {
    public static final Sort NEWEST_FIRST = new Sort(SortField.DATE_VENTE, true);

    /** A column's name, with {@code -} in front for descending. */
    public static Optional<Sort> parse(String text) {
        var descending = text.startsWith("-");
        var column = descending ? text.substring(1) : text;
        return Stream.of(SortField.values())
                .filter(field -> field.column().equals(column))
                .map(field -> new Sort(field, descending))
                .findFirst();
    }

    @Override
    public String toString() {
        return (descending ? "-" : "") + field.column();
    }
}
