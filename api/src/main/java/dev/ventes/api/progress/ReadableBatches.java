package dev.ventes.api.progress;

import dev.ventes.core.log.Position;
import dev.ventes.core.topic.Progress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When the last batches became readable here: by partition, until somebody has asked for what lies behind them. Any
 * thread; one that adds.
 */
public final class ReadableBatches implements Hearing {
    /** Of a partition, where nobody asks. */
    private static final int MOST = 1000;

    private final Clock clock;
    private final Map<Integer, Progress.Applied> last = new HashMap<>();
    private final Map<Integer, Deque<Batch>> kept = new HashMap<>();

    /**
     * A batch that was announced.
     *
     * @param after the last record before it
     * @param upTo its last one
     * @param readable when it was heard of
     */
    public record Batch(Position after, Position upTo, Instant published, Instant applied, Instant readable) {}

    public ReadableBatches(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void said(Progress said, Instant stamp, boolean live) {
        if (said instanceof Progress.Applied applied) {
            add(applied, live);
        }
    }

    private synchronized void add(Progress.Applied applied, boolean live) {
        var before = last.put(applied.partition(), applied);
        if (!live || applied.times() == null || before == null) {
            return;
        }
        if (!before.topicId().equals(applied.topicId()) || before.epoch() != applied.epoch()) {
            return;
        }
        var batches = kept.computeIfAbsent(applied.partition(), partition -> new ArrayDeque<>());
        if (batches.size() == MOST) {
            batches.removeFirst();
        }
        batches.add(new Batch(
                new Position(before.epoch(), before.offset()),
                new Position(applied.epoch(), applied.offset()),
                Instant.ofEpochMilli(applied.times().published()),
                Instant.ofEpochMilli(applied.times().applied()),
                clock.instant()));
    }

    /** The batch that had the record; those before it are forgotten. To be asked in the log's order. */
    public synchronized Optional<Batch> of(int partition, Position position) {
        var batches = kept.getOrDefault(partition, new ArrayDeque<>());
        while (!batches.isEmpty() && !batches.getFirst().upTo().isAtOrAbove(position)) {
            batches.removeFirst();
        }
        return Optional.ofNullable(batches.peekFirst())
                .filter(batch -> !batch.after().isAtOrAbove(position));
    }
}
