package dev.ventes.connector;

import dev.ventes.connector.postgres.SlotState;
import dev.ventes.core.topic.StatusReport;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The replication slot, as metrics: what it costs PostgreSQL, and how far behind it is. Seconds are told by remembering
 * where the log ended at each look: the slot is as old as the last of those ends that it has been confirmed to.
 */
final class SlotMetrics {
    private static final List<String> STATES = List.of("reserved", "extended", "unreserved", "lost", "missing");
    private static final int MOST_LOOKS = 50_000;

    private record Look(long nanos, long end) {}

    private final Deque<Look> looks = new ArrayDeque<>();
    private volatile boolean known;
    private volatile SlotState state = new SlotState("missing", 0, Double.NaN, 0, 0, 0);
    private volatile double lagSeconds;

    SlotMetrics(MeterRegistry registry) {
        Gauge.builder("ventes.connector.slot.retained.bytes", this, slot -> slot.state.retainedBytes())
                .description("How much of its log PostgreSQL keeps for the slot")
                .register(registry);
        Gauge.builder("ventes.connector.slot.safe.bytes", this, slot -> slot.state.safeBytes())
                .description("How much more PostgreSQL can write before it may give the slot up, where it has a limit")
                .register(registry);
        Gauge.builder("ventes.connector.slot.lag.bytes", this, slot -> slot.state.lagBytes())
                .description("How much of PostgreSQL's log the slot has not been confirmed to")
                .register(registry);
        Gauge.builder("ventes.connector.slot.lag.seconds", this, slot -> slot.lagSeconds)
                .description("How long ago PostgreSQL's log ended where the slot is confirmed")
                .register(registry);
        for (var one : STATES) {
            Gauge.builder(
                            "ventes.connector.slot.state",
                            this,
                            slot -> slot.state.walStatus().equals(one) ? 1 : 0)
                    .description("What PostgreSQL says of the log that it keeps for the slot: 1 for the state it is in")
                    .tag("state", one)
                    .register(registry);
        }
    }

    /** To be called by one thread, again and again. */
    void looked(SlotState now, long nanos) {
        looks.addLast(new Look(nanos, now.end()));
        // The newest that is confirmed stays: it says how old the slot is.
        while (looks.size() > 1 && (second().end() <= now.confirmed() || looks.size() > MOST_LOOKS)) {
            looks.removeFirst();
        }
        var oldest = looks.getFirst();
        lagSeconds = oldest.end() <= now.confirmed() && looks.size() == 1
                ? 0
                : Duration.ofNanos(nanos - oldest.nanos()).toMillis() / 1e3;
        state = now;
        known = true;
    }

    /** As it was seen last; null before that. */
    StatusReport.Slot report(String name) {
        var seen = state;
        return known
                ? new StatusReport.Slot(name, seen.walStatus(), seen.retainedBytes(), seen.lagBytes(), lagSeconds)
                : null;
    }

    private Look second() {
        var each = looks.iterator();
        each.next();
        return each.next();
    }
}
