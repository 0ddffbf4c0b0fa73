package dev.ventes.transformer.consume;

import dev.ventes.core.log.Decoded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Records that are applied together, in log order per partition. Either none of them removes many sales, or it is
 * one such record alone.
 */
record Batch(Map<Integer, List<Taken>> byPartition) {
    /** Cuts what a poll returned so that each record that removes is alone, after all that precede it. */
    static List<Batch> cut(Iterable<Taken> polled) {
        var rest = new TreeMap<Integer, List<Taken>>();
        for (var taken : polled) {
            rest.computeIfAbsent(taken.record().partition(), p -> new ArrayList<>())
                    .add(taken);
        }
        var batches = new ArrayList<Batch>();
        while (!rest.isEmpty()) {
            var plain = new TreeMap<Integer, List<Taken>>();
            var alone = new TreeMap<Integer, List<Taken>>();
            var next = new TreeMap<Integer, List<Taken>>();
            rest.forEach((partition, records) -> {
                var upTo = 0;
                while (upTo < records.size() && !records.get(upTo).removes()) {
                    upTo++;
                }
                if (upTo > 0) {
                    plain.put(partition, records.subList(0, upTo));
                }
                if (upTo < records.size()) {
                    alone.put(partition, records.subList(upTo, upTo + 1));
                    if (upTo + 1 < records.size()) {
                        next.put(partition, records.subList(upTo + 1, records.size()));
                    }
                }
            });
            if (!plain.isEmpty()) {
                batches.add(new Batch(plain));
            }
            alone.forEach((partition, records) -> batches.add(new Batch(Map.of(partition, records))));
            rest = next;
        }
        return batches;
    }

    /** What is left of it where some partitions have gone to another instance. */
    Batch retain(Set<Integer> partitions) {
        var kept = new TreeMap<>(byPartition);
        kept.keySet().retainAll(partitions);
        return new Batch(kept);
    }

    boolean isEmpty() {
        return byPartition.isEmpty();
    }

    int size() {
        return byPartition.values().stream().mapToInt(List::size).sum();
    }

    /** The record, if it is one that removes. */
    Taken removing() {
        if (size() != 1) {
            return null;
        }
        var only = byPartition.values().iterator().next().getFirst();
        return only.removes() ? only : null;
    }

    /** The sales that the records name, by partition. */
    Map<Integer, Set<Long>> ids() {
        var ids = new HashMap<Integer, Set<Long>>();
        byPartition.forEach((partition, records) -> {
            var named = new LinkedHashSet<Long>();
            for (var taken : records) {
                if (taken.entry().decoded() instanceof Decoded.Poison poison) {
                    poison.named().ifPresent(one -> named.add(one.id()));
                } else if (taken.change() != null) {
                    named.add(taken.change().id());
                }
            }
            ids.put(partition, named);
        });
        return ids;
    }
}
