package dev.ventes.transformer.simulation;

import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.Count;
import dev.ventes.transformer.fold.Outcome;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what is kept to be counted of a partition, as {@code Counting} does; a bulk of buckets is not written at once. */
final class Counting extends Work {
    /** Two batches, or one and a part of the next. */
    private static final int AT_A_TIME = 2;

    private final Transformer transformer;
    private final World world;
    private final int partition;
    private final long owner;
    private final Map<Bucket.Id, Bucket> known = new HashMap<>();
    private final Map<Bucket.Id, Bucket> changed = new HashMap<>();
    private List<Uncounted.Batch> batches = List.of();
    private boolean met = true;

    Counting(Transformer transformer, int partition) {
        this.transformer = transformer;
        this.world = transformer.world;
        this.partition = partition;
        this.owner = transformer.owned.get(partition).owner();
        then(this::read);
    }

    @Override
    Work again() {
        return null;
    }

    boolean hasBegun() {
        return !batches.isEmpty();
    }

    private void read() {
        batches = world.view.uncounted().first(partition, AT_A_TIME);
        if (batches.isEmpty()) {
            return;
        }
        var through = world.view.counted(partition);
        var changes = batches.stream()
                .flatMap(batch -> batch.changes().stream())
                .filter(change -> Bucket.Counted.of(change.after()).compareTo(through) > 0)
                .sorted(Comparator.comparing(change -> Bucket.Counted.of(change.after())))
                .toList();
        var count = new Count(Buckets.NUMBERS, any -> List.of(Buckets.VIEW), changes);
        var touched = count.touched();
        then(() -> {
            touched.forEach(this::load);
            count.count(forgetful(known)).forEach(bucket -> changed.put(bucket.id(), bucket));
        });
        touched.forEach(id -> then(() -> write(id)));
        then(() -> {
            if (met) {
                transformer.remembered.putAll(changed);
                save(through, changes);
            } else {
                transformer.remembered.clear();
            }
        });
    }

    private void save(Bucket.Counted through, List<Outcome.Applied> changes) {
        var next = changes.isEmpty()
                ? through
                : Bucket.Counted.of(changes.getLast().after());
        if (world.view.saveCounted(partition, owner, through, next)) {
            then(() -> world.view.uncounted().remove(batches));
        } else {
            transformer.remembered.clear();
        }
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
        forgetful.replaceAll(
                (id, bucket) -> new Bucket(id, Bucket.Counted.NOTHING, Bucket.NOT_FILLED, bucket.figures()));
        return forgetful;
    }

    private void write(Bucket.Id id) {
        if (changed.containsKey(id)) {
            met &= world.view.buckets().write(known.get(id), changed.get(id));
        }
    }
}
