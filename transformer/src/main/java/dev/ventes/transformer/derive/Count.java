package dev.ventes.transformer.derive;

import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.fold.Outcome;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        for (var change : changes) {
            for (var view : views) {
                touched.addAll(shares(view, change).keySet());
            }
        }
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
        for (var view : views) {
            shares(view, change).forEach((id, share) -> {
                var bucket = buckets.computeIfAbsent(id, Bucket::empty);
                if (here.compareTo(bucket.through()) > 0) {
                    var counted = new Bucket(id, here, bucket.figures().plus(share));
                    buckets.put(id, counted);
                    changed.put(id, counted);
                }
            });
        }
    }

    /** What the change adds to each bucket: one that has the sale before and after it, the difference. */
    private static Map<Bucket.Id, Figures> shares(DerivedView view, Outcome.Applied change) {
        var partition = change.after().sync().partition();
        var shares = new LinkedHashMap<Bucket.Id, Figures>();
        for (var share : sharesOf(view, change.before())) {
            shares.put(new Bucket.Id(view, share.key(), partition), Figures.NONE.minus(share.figures()));
        }
        for (var share : sharesOf(view, change.after())) {
            shares.merge(new Bucket.Id(view, share.key(), partition), share.figures(), Figures::plus);
        }
        return shares;
    }

    private static List<DerivedView.Share> sharesOf(DerivedView view, SaleDocument sale) {
        return sale == null || sale.deleted() ? List.of() : view.shares(sale);
    }
}
