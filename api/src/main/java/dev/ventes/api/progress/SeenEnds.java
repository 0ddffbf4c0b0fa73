package dev.ventes.api.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongBiFunction;

/**
 * Where the log ended at which times, and by that up to which time the view has everything: the latest time at which
 * every partition ended at a place that the view has come to since. Any thread.
 */
final class SeenEnds {
    /** An hour of a view that does not move; then every second one is forgotten, and only every second one is kept. */
    private static final int MOST = 4096;

    /** So many looks say how fast the log grows. */
    private static final int RECENT = 11;

    private final ToLongBiFunction<String, Integer> applied;
    private final Deque<Ends> ahead = new ArrayDeque<>();
    private String topicId = "";
    private int step = 1;
    private int skipped;
    private Ends last = new Ends(Instant.MIN, Map.of());
    private AsOf asOf = AsOf.UNKNOWN;
    private final Deque<Ends> recent = new ArrayDeque<>();

    /** @param after by partition, the offset after its last record */
    private record Ends(Instant time, Map<Integer, Long> after) {
        long sum() {
            return after.values().stream().mapToLong(end -> end).sum();
        }
    }

    /** @param applied the offset up to which the view has applied a topic's partition; -1 where that is unknown */
    SeenEnds(ToLongBiFunction<String, Integer> applied) {
        this.applied = applied;
    }

    /**
     * The log was seen to end there.
     *
     * @param time right before it was asked: whatever was on the log then is before these ends
     */
    synchronized void add(String topic, Instant time, Map<Integer, Long> after) {
        var ends = new Ends(time, Map.copyOf(after));
        if (!topic.equals(topicId) || wasCut(ends)) {
            // What the view has applied is then told of another log, until it is announced anew.
            ahead.clear();
            asOf = AsOf.UNKNOWN;
            topicId = topic;
            recent.clear();
        }
        recent.addLast(ends);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        last = ends;
        asOf();
        if (ahead.isEmpty()) {
            step = 1;
        }
        if (++skipped >= step) {
            skipped = 0;
            ahead.add(ends);
        }
        if (ahead.size() > MOST) {
            step *= 2;
            var odd = new boolean[1];
            ahead.removeIf(one -> odd[0] = !odd[0]);
        }
    }

    synchronized AsOf asOf() {
        while (!ahead.isEmpty() && isReached(ahead.getFirst())) {
            asOf = AsOf.at(ahead.removeFirst().time());
        }
        return asOf;
    }

    /** The last look; empty before the first. */
    synchronized Optional<LogEnds> ends() {
        if (recent.isEmpty()) {
            return Optional.empty();
        }
        var first = recent.getFirst();
        var latest = recent.getLast();
        var seconds = Duration.between(first.time(), latest.time()).toNanos() / 1e9;
        var rate = seconds <= 0 ? 0 : (latest.sum() - first.sum()) / seconds;
        return Optional.of(new LogEnds(latest.time(), topicId, latest.after(), rate));
    }

    /** How many records of the log the view has not applied, of those that were there at the last look. */
    synchronized Missing missing() {
        var records = last.after().entrySet().stream()
                .mapToLong(end -> end.getValue() - 1 - applied.applyAsLong(topicId, end.getKey()))
                .filter(missing -> missing > 0)
                .sum();
        return new Missing(last.time(), records);
    }

    /** @param looked when it was asked where the log ends */
    record Missing(Instant looked, long records) {}

    private boolean wasCut(Ends ends) {
        return ends.after().entrySet().stream()
                .anyMatch(end -> end.getValue() < last.after().getOrDefault(end.getKey(), 0L));
    }

    private boolean isReached(Ends ends) {
        return ends.after().entrySet().stream()
                .allMatch(end -> applied.applyAsLong(topicId, end.getKey()) + 1 >= end.getValue());
    }
}
