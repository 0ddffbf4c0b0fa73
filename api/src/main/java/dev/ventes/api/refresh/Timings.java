package dev.ventes.api.refresh;

import dev.ventes.api.ApiMetrics;
import dev.ventes.api.progress.ReadableBatches;
import dev.ventes.api.stream.Published;
import dev.ventes.api.stream.Witness;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.trace.Step;
import dev.ventes.core.trace.Trace;
import dev.ventes.core.trace.Tracing;
import dev.ventes.core.view.Sync;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.TimeWindowSum;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What it takes changes to become readable, by stage and by where they were made. Each is put together from what the
 * change says of itself and what the announcement says of its batch, after the event: nobody who waits for the view
 * waits for this. Left out are rows that a snapshot found and sales that are published once more, whose commit may be
 * long ago; whatever was announced before this instance listened; and of a burst what comes after the first
 * {@link #MOST} of a second. Clocks of several machines are compared: what would be negative counts as nothing.
 */
public final class Timings implements Witness {
    static final Duration WINDOW = Duration.ofMinutes(5);

    private static final int MOST = 2000;
    /** Of more than so many at once it is not measured when they are counted. */
    private static final int WAITING = 20_000;

    private final ReadableBatches batches;
    private final Tracing tracing;
    private final Clock clock;
    private final Map<Sync.Source, Measured> measured = new EnumMap<>(Sync.Source.class);
    private final Deque<Told> waiting = new ArrayDeque<>();
    private volatile Told last;
    private long second;
    private int taken;

    private record Measured(Map<Stage, Timer> stages, TimeWindowSum samples) {}

    /** Of the last minutes. */
    record Percentiles(long samples, Map<Stage, List<ValueAtPercentile>> stages) {}

    public Timings(ApiMetrics metrics, ReadableBatches batches, Tracing tracing, Clock clock) {
        this.batches = batches;
        this.tracing = tracing;
        this.clock = clock;
        for (var source : Sync.Source.values()) {
            var stages = new EnumMap<Stage, Timer>(Stage.class);
            for (var stage : Stage.values()) {
                stages.put(stage, metrics.freshness(stage.label(), source.label(), WINDOW));
            }
            measured.put(source, new Measured(stages, new TimeWindowSum(5, WINDOW)));
        }
    }

    @Override
    public void told(List<Published> changes) {
        for (var i = 0; i < changes.size(); i++) {
            var isLast = i + 1 == changes.size();
            var change = changes.get(i);
            if (tracing.on()) {
                tell(change);
            }
            if (hasRoom() || isLast) {
                Told.of(change).ifPresent(told -> measure(change, told));
            }
        }
    }

    private boolean hasRoom() {
        var now = System.nanoTime() / 1_000_000_000;
        if (now != second) {
            second = now;
            taken = 0;
        }
        return ++taken <= MOST;
    }

    private void measure(Published change, Told told) {
        if (last == null || told.loggedAt().isAfter(last.loggedAt())) {
            last = told;
        }
        if (!told.read()) {
            batches.of(change.partition(), change.at().position()).ifPresent(batch -> record(told, batch));
        }
    }

    private void tell(Published change) {
        var id = change.at().id();
        var trace = CloudEvent.get(change.record().headers(), CloudEvent.TRACEPARENT)
                .flatMap(Trace::parse)
                .filter(one -> tracing.tells(one, id));
        if (trace.isPresent()) {
            batches.of(change.partition(), change.at().position())
                    .map(batch -> Step.of("readable", trace.get(), batch.applied(), batch.readable())
                            .with("partition", change.partition())
                            .with("offset", change.at().position().offset()))
                    .ifPresent(step -> tracing.tell(step, id));
        }
    }

    private void record(Told told, ReadableBatches.Batch batch) {
        var to = measured.get(told.source());
        record(to, Stage.COMMIT_TO_LOG, told.madeAt(), told.loggedAt());
        record(to, Stage.LOG_TO_PUBLISH, told.loggedAt(), batch.published());
        record(to, Stage.PUBLISH_TO_APPLY, batch.published(), batch.applied());
        record(to, Stage.APPLY_TO_READABLE, batch.applied(), batch.readable());
        record(to, Stage.TOTAL, told.madeAt(), batch.readable());
        await(told);
        to.samples().record(1);
    }

    private static void record(Measured to, Stage stage, Instant from, Instant until) {
        to.stages().get(stage).record(until.isAfter(from) ? Duration.between(from, until) : Duration.ZERO);
    }

    private synchronized void await(Told told) {
        if (waiting.size() < WAITING) {
            waiting.addLast(told);
        }
    }

    /** How many changes have been seen of which it is not known yet that they are counted. */
    synchronized int waiting() {
        return waiting.size();
    }

    /**
     * It has been looked what is counted.
     *
     * @param first so many changes were waiting before that
     * @param oldest when the oldest change reached the log that is not
     */
    synchronized void counted(int first, Optional<Instant> oldest) {
        var now = clock.instant();
        for (var i = 0; i < first; i++) {
            var told = waiting.removeFirst();
            if (oldest.filter(one -> !told.loggedAt().isBefore(one)).isPresent()) {
                waiting.addLast(told);
            } else {
                record(measured.get(told.source()), Stage.COMMIT_TO_COUNTED, told.madeAt(), now);
            }
        }
    }

    /** The last change that this instance has seen become readable. */
    Optional<Told> last() {
        return Optional.ofNullable(last);
    }

    /** Looks through whole histograms. */
    Percentiles of(Sync.Source source) {
        var found = measured.get(source);
        var samples = Math.round(found.samples().poll());
        var stages = new EnumMap<Stage, List<ValueAtPercentile>>(Stage.class);
        found.stages()
                .forEach((stage, timer) -> stages.put(
                        stage,
                        samples == 0 ? List.of() : List.of(timer.takeSnapshot().percentileValues())));
        return new Percentiles(samples, stages);
    }
}
