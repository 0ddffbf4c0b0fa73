package dev.ventes.api.pipeline;

import dev.ventes.core.topic.StatusReport;
import dev.ventes.core.topic.StatusReport.Timed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * How fast an instance has been of late, from what it has told: the differences of what it had counted, over times of its
 * own clock alone. One thread at a time.
 */
final class Pace<R extends StatusReport> {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final double MILLIS = 1e3;

    private final Deque<Told<R>> told = new ArrayDeque<>();

    private record Told<R>(Instant stamp, R report) {}

    void add(Instant stamp, R report) {
        told.addLast(new Told<>(stamp, report));
        while (told.size() > 2 && !second().stamp().isAfter(stamp.minus(WINDOW))) {
            told.removeFirst();
        }
    }

    Pace<R> copy() {
        var copy = new Pace<R>();
        copy.told.addAll(told);
        return copy;
    }

    private Told<R> second() {
        var each = told.iterator();
        each.next();
        return each.next();
    }

    /** In a second. */
    double rate(Function<R, Long> counted) {
        var seconds = told.size() < 2
                ? 0
                : Duration.between(told.getFirst().stamp(), told.getLast().stamp())
                                .toNanos()
                        / 1e9;
        return seconds <= 0
                ? 0
                : Math.max(
                                0,
                                counted.apply(told.getLast().report())
                                        - counted.apply(told.getFirst().report()))
                        / seconds;
    }

    /** On average, in milliseconds; null where there was nothing. */
    Double mean(Function<R, Timed> timed) {
        if (told.size() < 2) {
            return null;
        }
        var from = timed.apply(told.getFirst().report());
        var to = timed.apply(told.getLast().report());
        var count = to.count() - from.count();
        return count <= 0 ? null : Math.max(0, to.seconds() - from.seconds()) * MILLIS / count;
    }
}
