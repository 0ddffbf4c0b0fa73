package dev.ventes.transformer.simulation;

import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.Count;
import dev.ventes.transformer.derive.DerivedView;
import dev.ventes.transformer.fold.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what a batch changes, as {@code DerivedViews.count} does; a bulk of buckets is not written at once. */
final class Counting {
    private static final List<DerivedView> VIEWS = List.of(Buckets.VIEW);

    private final Transformer transformer;
    private final World world;
    private final List<Outcome.Applied> changes;
    private final Map<Bucket.Id, Bucket> known = new HashMap<>();
    private final Map<Bucket.Id, Bucket> changed = new HashMap<>();
    private boolean met = true;

    Counting(Transformer transformer, List<Outcome.Applied> changes) {
        this.transformer = transformer;
        this.world = transformer.world;
        this.changes = changes;
    }

    void in(Work work) {
        var touched = Count.touched(any -> VIEWS, changes);
        work.then(() -> {
            touched.forEach(this::load);
            Count.count(any -> VIEWS, forgetful(known), changes).forEach(bucket -> changed.put(bucket.id(), bucket));
        });
        touched.forEach(id -> work.then(() -> write(id)));
        work.then(() -> {
            Transformer.require(met);
            transformer.remembered.putAll(changed);
        });
    }

    private void load(Bucket.Id id) {
        var bucket =
                transformer.remembered.getOrDefault(id, world.view.buckets().find(id));
        if (bucket != null) {
            known.put(id, bucket);
        }
    }

    private Map<Bucket.Id, Bucket> forgetful(Map<Bucket.Id, Bucket> buckets) {
        if (world.flaw != Flaw.BUCKETS_FORGET_WHAT_THEY_COUNTED) {
            return buckets;
        }
        var forgetful = new HashMap<>(buckets);
        forgetful.replaceAll((id, bucket) -> new Bucket(id, Bucket.Counted.NOTHING, Bucket.NOT_FILLED, bucket.figures()));
        return forgetful;
    }

    private void write(Bucket.Id id) {
        if (changed.containsKey(id)) {
            met &= world.view.buckets().write(known.get(id), changed.get(id));
        }
    }
}
