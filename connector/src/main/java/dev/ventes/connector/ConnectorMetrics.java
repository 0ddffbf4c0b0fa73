package dev.ventes.connector;

import dev.ventes.connector.log.ChangeRecord;
import dev.ventes.connector.postgres.Slot;
import dev.ventes.connector.postgres.SlotState;
import dev.ventes.core.log.Peculiarity;
import dev.ventes.core.service.Peculiarities;
import dev.ventes.core.topic.StatusReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** All meters of the connector; README.md has the table. {@code changes} counts what Kafka has acknowledged. */
final class ConnectorMetrics {
    private final Map<String, Counter> changes = new HashMap<>();
    private final Counter snapshotRows;
    private final Peculiarities peculiarities;
    private final Counter engineStarts;
    private final Timer commitToLog;
    private final AtomicLong term;
    private final AtomicLong generation;
    private final AtomicLong leader;
    private final SlotMetrics slot;

    ConnectorMetrics(MeterRegistry registry) {
        for (var op : List.of("c", "u", "d", "r", "t")) {
            changes.put(
                    op,
                    Counter.builder("ventes.connector.changes").tag("op", op).register(registry));
        }
        snapshotRows = Counter.builder("ventes.connector.snapshot.rows").register(registry);
        peculiarities = new Peculiarities(registry);
        engineStarts = Counter.builder("ventes.connector.engine.starts").register(registry);
        commitToLog = Timer.builder("ventes.connector.commit.to.log")
                .description("from the commit in PostgreSQL to Kafka's acknowledgement")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(1))
                .register(registry);
        term = gauge(registry, "ventes.connector.term");
        generation = gauge(registry, "ventes.connector.generation");
        leader = gauge(registry, "ventes.connector.leader");
        slot = new SlotMetrics(registry);
    }

    /** These have been acknowledged, now. */
    void acknowledged(List<ChangeRecord> batch) {
        var nowMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        for (var change : batch) {
            changes.get(change.op()).increment();
            if (change.op().equals("r")) {
                snapshotRows.increment();
            } else {
                commitToLog.record(Math.max(0, nowMicros - change.commitMicros()), TimeUnit.MICROSECONDS);
            }
        }
    }

    void engineStarts(long ofTerm, long ofGeneration) {
        engineStarts.increment();
        term.set(ofTerm);
        generation.set(ofGeneration);
    }

    void peculiar(Peculiarity kind) {
        peculiarities.count(kind);
    }

    void leads(boolean leads) {
        leader.set(leads ? 1 : 0);
    }

    void slot(SlotState state) {
        slot.looked(state, System.nanoTime());
    }

    /** What has been counted, for whoever looks at the pipeline. */
    StatusReport.Connector report(StatusReport.State state, String slotPrefix) {
        return new StatusReport.Connector(
                state,
                term.get(),
                generation.get(),
                (long) snapshotRows.count(),
                (long) changes.values().stream().mapToDouble(Counter::count).sum(),
                new StatusReport.Timed(commitToLog.count(), commitToLog.totalTime(TimeUnit.SECONDS)),
                state == StatusReport.State.LEADING ? slot.report(Slot.name(slotPrefix, generation.get())) : null);
    }

    private static AtomicLong gauge(MeterRegistry registry, String name) {
        var value = new AtomicLong();
        Gauge.builder(name, value, AtomicLong::get).register(registry);
        return value;
    }
}
