package dev.ventes.transformer.history;

import dev.ventes.core.view.SaleDocument;
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
        return change.before() == null ? Stream.empty() : between(change.before(), change.after());
    }

    /** What becomes a matter of the past when one version of a sale follows the other; either may be a marker. */
    public static Stream<SaleVersion> between(SaleDocument before, SaleDocument after) {
        if (before.deleted()) {
            return Stream.empty();
        }
        var now = after.sync().loggedAt();
        var past = SaleVersion.of(before, now);
        return after.deleted() ? Stream.of(past, SaleVersion.of(after, now)) : Stream.of(past);
    }
}
