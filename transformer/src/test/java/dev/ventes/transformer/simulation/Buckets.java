package dev.ventes.transformer.simulation;

import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.indicator.ClientNumbers;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.DerivedView;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A derived view in MongoDB. It has few buckets, so that sales often move between them and are often counted together. */
final class Buckets {
    private static final BucketKey ODD = new BucketKey("odd", null);
    private static final BucketKey EVEN = new BucketKey("even", null);

    static final DerivedView VIEW = new DerivedView() {
        @Override
        public String collection() {
            return "by quantity";
        }

        @Override
        public List<BucketKey> buckets(SaleDocument sale) {
            var odd = sale.columns().get("quantite") instanceof Long quantite && quantite % 2 != 0;
            return List.of(odd ? ODD : EVEN);
        }
    };

    /** Few, so that many sales are of the same client. */
    static final ClientNumbers NUMBERS = client -> client.hashCode() & 7;

    private final World world;
    private final Map<Bucket.Id, Bucket> buckets;

    Buckets(World world) {
        this(world, Map.of());
    }

    private Buckets(World world, Map<Bucket.Id, Bucket> buckets) {
        this.world = world;
        this.buckets = new HashMap<>(buckets);
    }

    Buckets copy() {
        return new Buckets(world, buckets);
    }

    /** Null before the first change that it counts. */
    Bucket find(Bucket.Id id) {
        return buckets.get(id);
    }

    /** Whether it found what it expected. */
    boolean write(Bucket expected, Bucket bucket) {
        var present = buckets.get(bucket.id());
        var meets = expected == null
                ? present == null
                : present != null && present.through().equals(expected.through());
        if (!meets && world.flaw != Flaw.BUCKETS_ARE_NOT_GUARDED) {
            return false;
        }
        buckets.put(bucket.id(), bucket);
        return true;
    }

    /** What has been counted is what the sales add up to. */
    void check(Collection<SaleDocument> sales) {
        var counted = new HashMap<BucketKey, Figures>();
        buckets.values().forEach(bucket -> add(counted, bucket.id().key(), bucket.figures()));
        var addedUp = new HashMap<BucketKey, Figures>();
        for (var sale : sales) {
            if (!sale.deleted()) {
                VIEW.buckets(sale).forEach(key -> add(addedUp, key, Figures.of(sale, NUMBERS)));
            }
        }
        for (var key : List.of(ODD, EVEN)) {
            var figures = counted.getOrDefault(key, Figures.NONE);
            var sum = addedUp.getOrDefault(key, Figures.NONE);
            if (!figures.minus(sum).isNothing()) {
                throw new Violation("counted of " + key + ": " + figures + ", the sales add up to " + sum);
            }
        }
    }

    private static void add(Map<BucketKey, Figures> sums, BucketKey key, Figures figures) {
        sums.merge(key, figures, Figures::plus);
    }
}
