package dev.ventes.transformer.derive;

import dev.ventes.core.indicator.ClientNumbers;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.indicator.FiguresSum;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.fold.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
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
    private final Map<Bucket.Id, List<Share>> shares = new LinkedHashMap<>();

    /** What a change adds to a bucket. */
    private record Share(Bucket.Counted change, Figures figures) {}

    /**
     * Of some changes.
     *
     * @param views those that count a change
     * @param changes in the order of the log
     */
    public Count(
            ClientNumbers numbers,
            Function<Outcome.Applied, List<DerivedView>> views,
            Collection<Outcome.Applied> changes) {
        for (var change : changes) {
            var here = Bucket.Counted.of(change.after());
            shares(numbers, views.apply(change), change)
                    .forEach((id, share) -> shares.computeIfAbsent(id, any -> new ArrayList<>(1))
                            .add(new Share(here, share)));
        }
    }

    /** The buckets that the changes touch. */
    public Set<Bucket.Id> touched() {
        return Collections.unmodifiableSet(shares.keySet());
    }

    /**
     * Counts the changes.
     *
     * @param known the buckets that they touch, as far as there are any
     * @return the buckets that are otherwise now
     */
    public List<Bucket> count(Map<Bucket.Id, Bucket> known) {
        var changed = new ArrayList<Bucket>();
        shares.forEach((id, some) -> {
            var bucket = known.getOrDefault(id, Bucket.empty(id));
            var last = bucket.through();
            var added = new ArrayList<Figures>(some.size());
            for (var share : some) {
                if (share.change().compareTo(last) > 0) {
                    added.add(share.figures());
                    last = share.change();
                }
            }
            if (!added.isEmpty()) {
                changed.add(bucket.plus(FiguresSum.of(added), last));
            }
        });
        return changed;
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
    public static Map<Bucket.Id, Figures> shares(
            ClientNumbers numbers, List<DerivedView> views, Collection<SaleDocument> sales) {
        var sums = new LinkedHashMap<Bucket.Id, FiguresSum>();
        for (var sale : sales) {
            if (isCounted(sale)) {
                var share = Figures.of(sale, numbers);
                buckets(views, sale)
                        .forEach(id -> sums.computeIfAbsent(id, first -> new FiguresSum())
                                .add(share));
            }
        }
        var shares = new LinkedHashMap<Bucket.Id, Figures>();
        sums.forEach((id, sum) -> shares.put(id, sum.figures()));
        shares.values().removeIf(Figures::isNothing);
        return shares;
    }

    /** What the change adds to each bucket: one that has the sale before and after it, the difference, if there is any. */
    private static Map<Bucket.Id, Figures> shares(
            ClientNumbers numbers, List<DerivedView> views, Outcome.Applied change) {
        var partition = change.after().sync().partition();
        var shares = new LinkedHashMap<Bucket.Id, Figures>();
        if (isCounted(change.before())) {
            var taken = Figures.NONE.minus(Figures.of(change.before(), numbers));
            buckets(views, change.before(), partition).forEach(id -> shares.put(id, taken));
        }
        if (isCounted(change.after())) {
            var added = Figures.of(change.after(), numbers);
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
