package dev.ventes.transformer.history;

import dev.ventes.core.view.SaleVersion;
import dev.ventes.transformer.fold.Outcome;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** What changes make a matter of the past. Pure. */
public final class Past {
    private Past() {}

    /**
     * The versions that the changes have replaced, and the deletions: the marker of a deleted sale is purged. A sale's
     * present version is not among them, so that a new sale costs nothing.
     */
    public static List<SaleVersion> of(Collection<Outcome.Applied> changes) {
        return changes.stream().flatMap(Past::of).toList();
    }

    private static Stream<SaleVersion> of(Outcome.Applied change) {
        if (change.before() == null) {
            return Stream.empty();
        }
        var now = change.after().sync().loggedAt();
        var before = SaleVersion.of(change.before(), now);
        return change.after().deleted() ? Stream.of(before, SaleVersion.of(change.after(), now)) : Stream.of(before);
    }
}
