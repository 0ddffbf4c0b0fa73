package dev.ventes.transformer.consume;

import dev.ventes.transformer.history.History;
import dev.ventes.transformer.store.SalesView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * Removes the markers that deleted sales have left, once no instance can still hold a change from before: after a day.
 * A marker that keeps PostgreSQL's row stays as long as PostgreSQL has the row. And versions of the past, when they have
 * been kept for long enough. The loop's thread.
 */
public final class Purge {
    private static final Duration AGE = Duration.ofDays(1);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final SalesView sales;
    private final History history;
    private final Clock clock;
    private Instant due = Instant.EPOCH;

    public Purge(SalesView sales, History history, Clock clock) {
        this.sales = sales;
        this.history = history;
        this.clock = clock;
    }

    boolean isDue() {
        return clock.instant().isAfter(due);
    }

    /** A page of each partition, so that the log does not wait for long; the next round goes on. */
    void some(Collection<Integer> partitions) {
        var now = clock.instant();
        var more = history.purge(now);
        for (var partition : partitions) {
            more |= sales.purge(partition, now.minus(AGE));
        }
        if (!more) {
            due = now.plus(INTERVAL);
        }
    }
}
