package dev.ventes.transformer;

import dev.ventes.core.service.Peculiarities;
import dev.ventes.core.topic.StatusReport;
import dev.ventes.core.topic.StatusReport.Timed;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import dev.ventes.transformer.fold.Fold;
import dev.ventes.transformer.fold.Oddities;
import dev.ventes.transformer.fold.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the transformer counts. The names of this module's metrics are here and nowhere else.
 *
 * <p>The arithmetic: {@code consumed = applied + repeated + skipped + refused + rejected + noted}, where every term is
 * {@code ventes_transformer_outcomes_total} with that outcome. What a crash or a lost partition left unfinished is
 * consumed again, and counted again on both sides.
 */
public final class TransformerMetrics {
    private static final String OUTCOMES = "ventes.transformer.outcomes";
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(4), Duration.ofMillis(6),
        Duration.ofMillis(8), Duration.ofMillis(12), Duration.ofMillis(18), Duration.ofMillis(30),
        Duration.ofMillis(60), Duration.ofMillis(120), Duration.ofMillis(250), Duration.ofMillis(500),
        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10),
        Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30)
    };

    private final MeterRegistry registry;
    private final Counter consumed;
    private final Counter applied;
    private final Counter repeated;
    private final Counter refused;
    private final Counter rejected;
    private final Counter noted;
    private final Map<Outcome.Reason, Counter> skipped = new EnumMap<>(Outcome.Reason.class);
    private final Map<Sync.Source, Source> sources = new EnumMap<>(Sync.Source.class);
    private final Peculiarities peculiarities;
    private final Counter counted;
    private final Timer counting;
    private final Timer publish;
    private final Timer apply;
    private final DistributionSummary batch;
    private final Counter retries;
    private final Counter rewinds;
    private volatile List<Integer> partitions = List.of();

    private record Source(Counter changes, Timer log, Timer queue, Timer readable) {}

    public TransformerMetrics(MeterRegistry registry) {
        this.registry = registry;
        consumed = counter("ventes.transformer.consumed", "Records taken from the log");
        applied = outcome("applied", "");
        repeated = outcome("repeated", "");
        refused = outcome("refused", "");
        rejected = outcome("rejected", "");
        noted = outcome("noted", "");
        for (var reason : Outcome.Reason.values()) {
            skipped.put(reason, outcome("skipped", label(reason)));
        }
        for (var source : Sync.Source.values()) {
            sources.put(
                    source,
                    new Source(
                            Counter.builder("ventes.transformer.changes")
                                    .description("Changes applied to the view, by where they were made")
                                    .tag("source", source.label())
                                    .register(registry),
                            lag("log", source.label(), "from the commit, or the API's request, to the log"),
                            lag("queue", source.label(), "from the log to the transformer"),
                            lag("readable", source.label(), "from the commit, or the API's request, to readable")));
        }
        peculiarities = new Peculiarities(registry);
        counted = counter("ventes.transformer.counted", "Changes counted into the derived views");
        counting = lag("count", "any", "counting some changes into the derived views");
        publish = lag("publish", "any", "publishing a batch");
        apply = lag("apply", "any", "applying a batch to MongoDB");
        batch = DistributionSummary.builder("ventes.transformer.batch.records")
                .description("Records in a batch")
                .register(registry);
        retries = counter("ventes.transformer.retries", "Batches tried again because a server was out of reach");
        rewinds = counter("ventes.transformer.rewinds", "Batches dropped because somebody else held the partition");
        Gauge.builder("ventes.transformer.partitions", this, metrics -> metrics.partitions.size())
                .description("Partitions that this instance works on")
                .register(registry);
    }

    /** So many changes are in the derived views, which took so long. */
    public void counted(int changes, Duration took) {
        counted.increment(changes);
        counting.record(took);
    }

    public void batch(int records) {
        consumed.increment(records);
        batch.record(records);
    }

    public void count(Fold.Step step) {
        Oddities.of(step).forEach(peculiarities::count);
        switch (step.outcome()) {
            case Outcome.Applied a -> applied.increment();
            case Outcome.Repeated r -> repeated.increment();
            case Outcome.Refused r -> refused.increment();
            case Outcome.Rejected r -> rejected.increment();
            case Outcome.Noted n -> noted.increment();
            case Outcome.Skipped s -> skipped.get(s.reason()).increment();
        }
    }

    /** A change has become readable. */
    public void readable(SaleDocument sale, Instant taken, Instant readable) {
        var sync = sale.sync();
        var source = sources.get(sync.source());
        source.changes.increment();
        source.log.record(positive(Duration.between(sync.madeAt(), sync.loggedAt())));
        source.queue.record(positive(Duration.between(sync.loggedAt(), taken)));
        source.readable.record(positive(Duration.between(sync.madeAt(), readable)));
    }

    public void published(Duration took) {
        publish.record(took);
    }

    public void appliedIn(Duration took) {
        apply.record(took);
    }

    public void retried() {
        retries.increment();
    }

    public void rewound() {
        rewinds.increment();
    }

    public void owns(Set<Integer> partitions) {
        this.partitions = List.copyOf(partitions);
    }

    /** What has been counted, for whoever looks at the pipeline. */
    public StatusReport.Transformer report(boolean failing) {
        var owned = partitions;
        var working = owned.isEmpty() ? StatusReport.State.IDLE : StatusReport.State.WORKING;
        return new StatusReport.Transformer(
                failing ? StatusReport.State.FAILING : working,
                owned,
                (long) applied.count(),
                (long) rejected.count(),
                (long) retries.count(),
                timed(sources.values().stream().map(Source::queue)),
                timed(Stream.of(publish)),
                timed(Stream.of(apply)),
                timed(sources.values().stream().map(Source::readable)));
    }

    private static Timed timed(Stream<Timer> timers) {
        return timers.map(timer -> new Timed(timer.count(), timer.totalTime(TimeUnit.SECONDS)))
                .reduce(Timed.NOTHING, (a, b) -> new Timed(a.count() + b.count(), a.seconds() + b.seconds()));
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private Counter outcome(String outcome, String reason) {
        return Counter.builder(OUTCOMES)
                .description("What became of the records")
                .tag("outcome", outcome)
                .tag("reason", reason)
                .register(registry);
    }

    private Timer lag(String stage, String source, String description) {
        return Timer.builder("ventes.transformer.lag")
                .description("Time " + description)
                .tag("stage", stage)
                .tag("source", source)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static String label(Outcome.Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Clocks of different machines may disagree by a little. */
    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
