package dev.ventes.transformer.simulation;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.SaleKey;
import dev.ventes.transformer.fold.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@code ventes.changes}, and everything that was ever in it. */
final class Log {
    static final int PARTITIONS = 2;

    private final List<List<Logged>> partitions = new ArrayList<>();
    private final List<Logged> history = new ArrayList<>();
    private final int[] incarnations = new int[PARTITIONS];
    private final int[] leaderEpochs = new int[PARTITIONS];
    private int topics = 1;

    Log() {
        for (var p = 0; p < PARTITIONS; p++) {
            partitions.add(new ArrayList<>());
        }
    }

    String topicId() {
        return "topic-" + topics;
    }

    int incarnation(int partition) {
        return incarnations[partition];
    }

    long end(int partition) {
        return partitions.get(partition).size();
    }

    Logged at(int partition, long offset) {
        return partitions.get(partition).get((int) offset);
    }

    /**
     * Where the log ends for somebody who stands before {@code next} and has read that leader epoch: before {@code next}
     * if it was cut and has perhaps grown again since.
     */
    long divergence(int partition, int leaderEpoch, long next) {
        var end = 0L;
        for (var record : partitions.get(partition)) {
            if (record.entry.leaderEpoch() > leaderEpoch) {
                return Math.min(end, next);
            }
            end = record.offset() + 1;
        }
        return Math.min(end, next);
    }

    /** Everything that was ever appended, in the order in which it was. */
    List<Logged> history() {
        return history;
    }

    static int partitionOf(long id) {
        return SaleKey.partition(id, PARTITIONS);
    }

    Logged append(Change change, Logged.Truth truth, long now) {
        return append(partitionOf(change.id()), new Decoded.Changed(change), truth, now);
    }

    Logged append(int partition, Decoded decoded, Logged.Truth truth, long now) {
        var log = partitions.get(partition);
        var entry = new Entry(log.size(), leaderEpochs[partition], Instant.ofEpochMilli(now), decoded);
        var record = new Logged(partition, incarnations[partition], entry, truth);
        log.add(record);
        history.add(record);
        return record;
    }

    /** Deletes the topic and creates it. */
    void recreate() {
        topics++;
        for (var p = 0; p < PARTITIONS; p++) {
            incarnations[p]++;
            leaderEpochs[p] = 0;
            partitions.get(p).clear();
        }
    }

    void cut(int partition, long end) {
        incarnations[partition]++;
        leaderEpochs[partition]++;
        var log = partitions.get(partition);
        log.subList((int) end, log.size()).clear();
    }
}
