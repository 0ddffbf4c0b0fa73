package dev.ventes.transformer.simulation;

import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleVersion;
import dev.ventes.transformer.fold.Outcome;
import dev.ventes.transformer.history.Past;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The history in MongoDB: inserts, of which a second one of the same key does nothing. */
final class Versions {
    private final Map<Long, TreeMap<Position, SaleVersion>> versions = new TreeMap<>();

    Versions copy() {
        var copy = new Versions();
        versions.forEach((sale, its) -> copy.versions.put(sale, new TreeMap<>(its)));
        return copy;
    }

    /** Lets the work keep what the changes replace, a version at a time: a bulk is not written at once. */
    static void keep(World world, List<Outcome.Applied> changes, Work work) {
        for (var version : Past.of(changes)) {
            work.then(() -> world.view.versions().insert(version, world.losses.any()));
        }
    }

    /** @param lost whether the change that ended the version may have gone with its log, and another one ended it then */
    private void insert(SaleVersion version, boolean lost) {
        var present = versions.computeIfAbsent(version.sale(), sale -> new TreeMap<>())
                .putIfAbsent(version.position(), version);
        var same = present == null || (lost ? timeless(present).equals(timeless(version)) : present.equals(version));
        if (!same) {
            throw new Violation("of one version the history was told " + present + " and " + version);
        }
    }

    private static SaleVersion timeless(SaleVersion version) {
        return new SaleVersion(
                version.sale(),
                version.partition(),
                version.position(),
                version.columns(),
                version.montantTotal(),
                version.made(),
                null);
    }

    /** Every version that a sale ever had is there, once, and nothing else. */
    void check(Map<Long, Model.Sale> sales) {
        sales.forEach((id, sale) -> {
            var kept = versions.getOrDefault(id, new TreeMap<>());
            if (!kept.keySet().equals(sale.past.keySet())) {
                throw new Violation(
                        "sale " + id + " was changed at " + sale.past.keySet() + ", the history has " + kept.keySet());
            }
            kept.forEach((position, version) -> {
                var expected = sale.past.get(position);
                var same = version.deleted()
                        ? expected == null
                        : expected != null && Verdicts.same(expected, version.columns(), version.montantTotal());
                if (!same) {
                    throw new Violation(
                            "sale " + id + " was " + expected + " at " + position + ", the history has " + version);
                }
            });
        });
        if (!sales.keySet().containsAll(versions.keySet())) {
            throw new Violation("the history has sales that never were: " + versions.keySet());
        }
    }
}
