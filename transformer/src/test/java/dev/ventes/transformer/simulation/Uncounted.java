package dev.ventes.transformer.simulation;

import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.fold.Outcome;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Changes that are to be counted, in MongoDB; by partition, and then in the order in which they have their names. */
final class Uncounted {
    private final TreeMap<Name, Batch> batches;
    private long made;

    /** One document. */
    record Batch(Name name, List<Outcome.Applied> changes) {}

    private record Name(int partition, Bucket.Counted first, long made) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            var order = Integer.compare(partition, other.partition);
            order = order == 0 ? first.compareTo(other.first) : order;
            return order == 0 ? Long.compare(made, other.made) : order;
        }
    }

    Uncounted() {
        this(Map.of());
    }

    private Uncounted(Map<Name, Batch> batches) {
        this.batches = new TreeMap<>(batches);
    }

    Uncounted copy() {
        var copy = new Uncounted(batches);
        copy.made = made;
        return copy;
    }

    /** One insert. */
    void keep(int partition, List<Outcome.Applied> changes) {
        var name = new Name(partition, Bucket.Counted.of(changes.getFirst().after()), made++);
        batches.put(name, new Batch(name, changes));
    }

    List<Batch> first(int partition, int atMost) {
        return batches.values().stream()
                .filter(batch -> batch.name.partition == partition)
                .limit(atMost)
                .toList();
    }

    void remove(Collection<Batch> counted) {
        counted.forEach(batch -> batches.remove(batch.name));
    }

    boolean any(int partition) {
        return !first(partition, 1).isEmpty();
    }
}
