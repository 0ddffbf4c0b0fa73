package dev.ventes.transformer.derive;

import dev.ventes.core.indicator.Figures;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.fold.Outcome;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Counts changes into buckets, each once: a bucket passes over what is not above the last change that it has counted.
 * Pure.
 */
public final class Count {
    private final List<DerivedView> views;
    private final Map<Bucket.Id, Bucket> buckets;
    private final Map<Bucket.Id, Bucket> changed = new LinkedHashMap<>();

    private Count(List<DerivedView> views, Map<Bucket.Id, Bucket> known) {
        this.views = views;
        this.buckets = new HashMap<>(known);
    }

    /** The buckets that the changes touch. */
    public static Set<Bucket.Id> touched(List<DerivedView> views, Collection<Outcome.Applied> changes) {
        var touched = new LinkedHashSet<Bucket.Id>();
        changes.forEach(change -> touched.addAll(shares(views, change).keySet()));
        return touched;
    }

    /**
     * Counts the changes, which are in the order of the log.
     *
     * @param known the buckets that they touch, as far as there are any
     * @return the buckets that are otherwise now
     */
    public static Collection<Bucket> count(
            List<DerivedView> views, Map<Bucket.Id, Bucket> known, Collection<Outcome.Applied> changes) {
        var count = new Count(views, known);
        changes.forEach(count::count);
        return count.changed.values();
    }

    private void count(Outcome.Applied change) {
        var sale = change.after();
        var here = new Bucket.Counted(sale.sync().position(), sale.id());
        shares(views, change).forEach((id, share) -> {
            var bucket = buckets.computeIfAbsent(id, Bucket::empty);
            if (here.compareTo(bucket.through()) > 0) {
                var counted = new Bucket(id, here, bucket.figures().plus(share));
                buckets.put(id, counted);
                changed.put(id, counted);
            }
        });
    }

    /** What the change adds to each bucket: one that has the sale before and after it, the difference, if there is any. */
    private static Map<Bucket.Id, Figures> shares(List<DerivedView> views, Outcome.Applied change) {
        var partition = change.after().sync().partition();
        var shares = new LinkedHashMap<Bucket.Id, Figures>();
        if (isCounted(change.before())) {
            var taken = Figures.NONE.minus(Figures.of(change.before()));
            buckets(views, change.before(), partition).forEach(id -> shares.put(id, taken));
        }
        if (isCounted(change.after())) {
            var added = Figures.of(change.after());
            buckets(views, change.after(), partition).forEach(id -> shares.merge(id, added, Figures::plus));
        }
        shares.values().removeIf(Figures::isNothing);
        return shares;
    }

    private static boolean isCounted(SaleDocument sale) {
        return sale != null && !sale.deleted();
    }

    private static Stream<Bucket.Id> buckets(List<DerivedView> views, SaleDocument sale, int partition) {
        return views.stream()
                .flatMap(view -> view.buckets(sale).stream().map(key -> new Bucket.Id(view, key, partition)));
    }
}
