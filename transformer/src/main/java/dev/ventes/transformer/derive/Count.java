package dev.ventes.transformer.derive;

import dev.ventes.core.indicator.Figures;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.fold.Outcome;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Counts changes into buckets, each once: a bucket passes over what is not above the last change that it has counted.
 * Pure.
 */
public final class Count {
    private final Function<Outcome.Applied, List<DerivedView>> views;
    private final Map<Bucket.Id, Bucket> buckets;
    private final Map<Bucket.Id, Bucket> changed = new LinkedHashMap<>();

    private Count(Function<Outcome.Applied, List<DerivedView>> views, Map<Bucket.Id, Bucket> known) {
        this.views = views;
        this.buckets = new HashMap<>(known);
    }

    /**
     * The buckets that the changes touch.
     *
     * @param views those that count a change
     */
    public static Set<Bucket.Id> touched(
            Function<Outcome.Applied, List<DerivedView>> views, Collection<Outcome.Applied> changes) {
        var touched = new LinkedHashSet<Bucket.Id>();
        changes.forEach(
                change -> touched.addAll(shares(views.apply(change), change).keySet()));
        return touched;
    }

    /**
     * Counts the changes, which are in the order of the log.
     *
     * @param views those that count a change
     * @param known the buckets that they touch, as far as there are any
     * @return the buckets that are otherwise now
     */
    public static Collection<Bucket> count(
            Function<Outcome.Applied, List<DerivedView>> views,
            Map<Bucket.Id, Bucket> known,
            Collection<Outcome.Applied> changes) {
        var count = new Count(views, known);
        changes.forEach(count::count);
        return count.changed.values();
    }

    private void count(Outcome.Applied change) {
        var here = Bucket.Counted.of(change.after());
        shares(views.apply(change), change).forEach((id, share) -> {
            var bucket = buckets.computeIfAbsent(id, Bucket::empty);
            if (here.compareTo(bucket.through()) > 0) {
                var counted = bucket.plus(share, here);
                buckets.put(id, counted);
                changed.put(id, counted);
            }
        });
    }

    /**
     * Counts a page of sales that were there before the views were, once: a bucket passes over a page that it has.
     *
     * @param shares what the page has for each bucket
     * @param known those buckets, as far as there are any
     * @param to where the page ends
     * @param at where the view stands: nothing above it has been counted or applied
     * @return the buckets that are otherwise now
     */
    public static List<Bucket> fill(
            Map<Bucket.Id, Figures> shares, Map<Bucket.Id, Bucket> known, long to, Position at) {
        return shares.entrySet().stream()
                .filter(share -> !known.containsKey(share.getKey())
                        || known.get(share.getKey()).filled() < to)
                .map(share -> known.getOrDefault(share.getKey(), Bucket.empty(share.getKey()))
                        .filled(share.getValue(), to, at))
                .toList();
    }

    /** What the sales, markers among them, add to each bucket. */
    public static Map<Bucket.Id, Figures> shares(List<DerivedView> views, Collection<SaleDocument> sales) {
        var shares = new LinkedHashMap<Bucket.Id, Figures>();
        for (var sale : sales) {
            if (isCounted(sale)) {
                var share = Figures.of(sale);
                buckets(views, sale).forEach(id -> shares.merge(id, share, Figures::plus));
            }
        }
        shares.values().removeIf(Figures::isNothing);
        return shares;
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

    /** The buckets that have a share of the sale, which is not deleted. */
    public static Stream<Bucket.Id> buckets(List<DerivedView> views, SaleDocument sale) {
        return buckets(views, sale, sale.sync().partition());
    }

    private static Stream<Bucket.Id> buckets(List<DerivedView> views, SaleDocument sale, int partition) {
        return views.stream()
                .flatMap(view -> view.buckets(sale).stream().map(key -> new Bucket.Id(view, key, partition)));
    }
}
