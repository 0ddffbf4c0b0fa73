package dev.ventes.transformer.simulation;

import java.util.HashMap;
import java.util.Map;

/** Which epoch the view has given to which log of a partition. */
final class Epochs {
    private final Map<Integer, Map<Integer, Long>> epochs = new HashMap<>();

    void note(int partition, int incarnation, long epoch) {
        epochs.computeIfAbsent(partition, p -> new HashMap<>()).put(incarnation, epoch);
    }

    /** 0 for a log that nobody has read. */
    long of(int partition, int incarnation) {
        return epochs.getOrDefault(partition, Map.of()).getOrDefault(incarnation, 0L);
    }
}
