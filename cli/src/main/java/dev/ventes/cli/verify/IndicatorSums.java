package dev.ventes.cli.verify;

import dev.ventes.core.indicator.ClientNumbers;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.indicator.FiguresSum;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.Count;
import dev.ventes.transformer.derive.DerivedView;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the buckets of a partition say, beside what its sales add up to. A bucket has counted the changes up to its own
 * last one, and all up to where the partition was counted before it was read: of a sale that has changed since, the
 * version counts that it had then. So the two sides are of one moment for each bucket, whatever happens while they are
 * read. First the buckets, then the sales. Pure.
 */
final class IndicatorSums {
    private final ClientNumbers numbers;
    private final List<DerivedView> views;
    private final Bucket.Counted counted;
    private final Predicate<Bucket.Id> which;
    private final Map<Bucket.Id, Sides> buckets = new HashMap<>();
    private Position needed;

    /** A bucket, and up to where it has counted. */
    private static final class Sides {
        private final Figures is;
        private final Bucket.Counted through;
        private final FiguresSum must = new FiguresSum();

        Sides(Figures is, Bucket.Counted through) {
            this.is = is;
            this.through = through;
        }
    }

    /**
     * A sale from one change to the next.
     *
     * @param since the change that made it so
     * @param first whether there was nothing before it
     */
    record Version(Bucket.Counted since, SaleDocument sale, boolean first) {}

    /** What is there instead of what should be. */
    record Off(Figures is, Figures must) {
        /** By the very same amount: what is under way is off by another one each time. */
        boolean isSameAs(Off other) {
            return other != null
                    && is.minus(must).minus(other.is.minus(other.must)).isNothing();
        }
    }

    /**
     * Of a partition.
     *
     * @param views that have counted all of its sales
     * @param counted up to where all buckets had counted before the first of them was read
     * @param which buckets are looked at
     */
    IndicatorSums(ClientNumbers numbers, List<DerivedView> views, Bucket.Counted counted, Predicate<Bucket.Id> which) {
        this.numbers = numbers;
        this.views = views;
        this.counted = counted;
        this.which = which;
        this.needed = counted.position();
    }

    void add(Bucket bucket) {
        if (which.test(bucket.id())) {
            var through = bucket.through().compareTo(counted) > 0 ? bucket.through() : counted;
            buckets.put(bucket.id(), new Sides(bucket.figures(), through));
            if (through.position().compareTo(needed) > 0) {
                needed = through.position();
            }
        }
    }

    /** The sales are of no use until all up to here has been applied to them. */
    Position needed() {
        return needed;
    }

    /** Whether earlier versions of the sale may count. */
    boolean wantsThePastOf(SaleDocument sale) {
        return Bucket.Counted.of(sale).compareTo(counted) > 0;
    }

    /** Whether no bucket asks for what was before it. */
    boolean isPast(Bucket.Counted since) {
        return since.compareTo(counted) <= 0;
    }

    /** A sale that has not changed since. */
    void add(SaleDocument sale) {
        if (!sale.deleted()) {
            var figures = Figures.of(sale, numbers);
            ids(sale).forEach(id -> of(id).must.add(figures));
        }
    }

    /** One that has: all its versions from the one that it had before, in their order; markers among them. */
    void add(List<Version> versions) {
        for (var i = 0; i < versions.size(); i++) {
            var version = versions.get(i);
            if (!version.sale().deleted()) {
                var until = i + 1 < versions.size() ? versions.get(i + 1).since() : null;
                var figures = Figures.of(version.sale(), numbers);
                ids(version.sale()).forEach(id -> {
                    var sides = of(id);
                    if (version.since().compareTo(sides.through) <= 0
                            && (until == null || until.compareTo(sides.through) > 0)) {
                        sides.must.add(figures);
                    }
                });
            }
        }
    }

    private Stream<Bucket.Id> ids(SaleDocument sale) {
        return Count.buckets(views, sale).filter(which);
    }

    private Sides of(Bucket.Id id) {
        return buckets.computeIfAbsent(id, absent -> new Sides(Figures.NONE, counted));
    }

    int size() {
        return buckets.size();
    }

    /** The buckets that are not what the sales add up to. */
    Map<Bucket.Id, Off> off() {
        var off = new LinkedHashMap<Bucket.Id, Off>();
        buckets.forEach((id, sides) -> {
            var must = sides.must.figures();
            if (!sides.is.minus(must).isNothing()) {
                off.put(id, new Off(sides.is, must));
            }
        });
        return off;
    }
}
