package dev.ventes.cli.verify;

import java.util.List;
import java.util.Optional;

/**
 * A row that the view does not have as PostgreSQL has it.
 *
 * @param ways in which it differs, a sentence each
 */
record Difference(long id, List<String> ways) {

    /** How the two sides differ; empty if they do not. Null is a side that has nothing under this id. */
    static Optional<Difference> between(long id, SaleRow row, View.Said said) {
        return switch (said) {
            case View.Said.Held held when row == null -> of(id, "is in the view, not in PostgreSQL");
            case View.Said.Held held -> {
                var ways = row.differencesFrom(held.row());
                var note = held.edited() ? " (the row below an edit through the API)" : "";
                yield ways.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Difference(
                                id, ways.stream().map(way -> way + note).toList()));
            }
            case View.Said.Unreadable unreadable -> of(id, "has a document that cannot be read: " + unreadable.why());
            case null, default -> row == null ? Optional.empty() : of(id, "is missing in the view");
        };
    }

    private static Optional<Difference> of(long id, String way) {
        return Optional.of(new Difference(id, List.of(way)));
    }
}
