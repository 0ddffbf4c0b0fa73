package dev.ventes.transformer.derive;

import dev.ventes.core.indicator.ClientNumbers;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.indicator.FiguresSum;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.fold.Outcome;
import java.util.Collection;
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
    private final ClientNumbers numbers;
    private final Function<Outcome.Applied, List<DerivedView>> views;

    /** @param views those that count a change */
    public Count(ClientNumbers numbers, Function<Outcome.Applied, List<DerivedView>> views) {
        this.numbers = numbers;
        this.views = views;
    }

    /** The buckets that the changes touch. */
    public Set<Bucket.Id> touched(Collection<Outcome.Applied> changes) {
        var touched = new LinkedHashSet<Bucket.Id>();
        changes.forEach(change -> touched.addAll(shares(change).keySet()));
        return touched;
    }

    /** What comes to a bucket. */
    private static final class Addition {
        private final Bucket bucket;
        private final FiguresSum sum = new FiguresSum();
        private Bucket.Counted last;

        Addition(Bucket bucket) {
            this.bucket = bucket;
            this.last = bucket.through();
        }

        void add(Figures share, Bucket.Counted here) {
            if (here.compareTo(last) > 0) {
                sum.add(share);
                last = here;
            }
        }

        boolean isAny() {
            return last.compareTo(bucket.through()) > 0;
        }

        Bucket counted() {
            return bucket.plus(sum.figures(), last);
        }
    }

    /**
     * Counts the changes, which are in the order of the log.
     *
     * @param known the buckets that they touch, as far as there are any
     * @return the buckets that are otherwise now
     */
    public Collection<Bucket> count(Map<Bucket.Id, Bucket> known, Collection<Outcome.Applied> changes) {
        var additions = new LinkedHashMap<Bucket.Id, Addition>();
        for (var change : changes) {
            var here = Bucket.Counted.of(change.after());
            shares(change)
                    .forEach((id, share) -> additions
                            .computeIfAbsent(id, any -> new Addition(known.getOrDefault(id, Bucket.empty(id))))
                            .add(share, here));
        }
        return additions.values().stream()
                .filter(Addition::isAny)
                .map(Addition::counted)
                .toList();
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
    private Map<Bucket.Id, Figures> shares(Outcome.Applied change) {
        var partition = change.after().sync().partition();
        var counting = views.apply(change);
        var shares = new LinkedHashMap<Bucket.Id, Figures>();
        if (isCounted(change.before())) {
            var taken = Figures.NONE.minus(Figures.of(change.before(), numbers));
            buckets(counting, change.before(), partition).forEach(id -> shares.put(id, taken));
        }
        if (isCounted(change.after())) {
            var added = Figures.of(change.after(), numbers);
            buckets(counting, change.after(), partition).forEach(id -> shares.merge(id, added, Figures::plus));
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
