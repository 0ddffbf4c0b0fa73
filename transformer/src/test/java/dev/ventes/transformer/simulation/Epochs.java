package dev.ventes.transformer.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which epoch the view has given to which log of a partition. */
final class Epochs {
    private final Map<Integer, TreeMap<Integer, Long>> epochs = new HashMap<>();

    void note(int partition, int incarnation, long epoch) {
        of(partition).put(incarnation, epoch);
    }

    /** 0 for a log that nobody has read. */
    long of(int partition, int incarnation) {
        return of(partition).getOrDefault(incarnation, 0L);
    }

    /** In which epoch a record of this log was read: what was left when it was cut belongs to the next that was read. */
    long ofReading(int partition, int incarnation) {
        var entry = of(partition).ceilingEntry(incarnation);
        return entry == null ? 0 : entry.getValue();
    }

    private NavigableMap<Integer, Long> of(int partition) {
        return epochs.computeIfAbsent(partition, p -> new TreeMap<>());
    }
}
