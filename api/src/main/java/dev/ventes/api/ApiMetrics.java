package dev.ventes.api;

import dev.ventes.api.progress.Freshness;
import dev.ventes.api.progress.ViewLag;
import dev.ventes.api.refresh.IndicatorAge;
import dev.ventes.core.log.Op;
import dev.ventes.core.service.Metrics;
import dev.ventes.core.topic.StatusReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Every meter of the API, named as Prometheus shows it. Each write ends in exactly one outcome, so that over all of
 * them {@code ventes_api_writes_total} is the number of writes that kept the contract. Any thread.
 */
public final class ApiMetrics {
    private static final String WRITES = "ventes_api_writes_total";
    private static final String WRITE = "ventes_api_write_seconds";
    private static final String STAGE = "ventes_api_write_stage_seconds";
    private static final String WAITING = "ventes_api_waiting_writes";
    private static final String READING = "ventes_api_waiting_reads";
    private static final String BEHIND = "ventes_api_view_behind";
    private static final String LAG_SECONDS = "ventes_api_view_lag_seconds";
    private static final String LAG_RECORDS = "ventes_api_view_lag_records";
    private static final String INDICATORS_BEHIND = "ventes_indicators_behind_seconds";
    private static final String CERTIFICATE = "ventes_api_tls_certificate_expiry_timestamp_seconds";
    private static final String IDS_TAKEN = "ventes_api_ids_taken_total";
    private static final String STREAMS = "ventes_api_stream_clients";
    private static final String FRESHNESS = "ventes.freshness";
    private static final String RESUMED = "ventes_api_stream_resumed_total";

    /** Vert.x's name for the time from a request's head to its answer's end. */
    private static final String RESPONSE_TIME = "vertx.http.server.response.time";

    /** Registered by each event loop for itself, so that only the first would count. */
    private static final String ACTIVE = "vertx.http.server.active";

    /** Answers that take longer are slow: infra's slo.yml counts them. */
    private static final Duration PROMPT = Duration.ofMillis(500);

    private static final Duration[] FRESH = {
        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
        Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1),
        Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(60)
    };

    private static final Set<String> METHODS =
            HttpMethod.values().stream().map(HttpMethod::name).collect(Collectors.toSet());

    private final MeterRegistry registry;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final Timer append;
    private final Timer view;
    private final Counter idsTaken;
    private final Map<Op, Timer> writes = new ConcurrentHashMap<>();
    private final Map<Ended, Counter> ends = new ConcurrentHashMap<>();

    /** How writes of a kind ended. */
    private record Ended(Op op, String outcome) {}

    public ApiMetrics(MeterRegistry registry) {
        this.registry = registry;
        append = stage("append");
        view = stage("view");
        idsTaken = Counter.builder(IDS_TAKEN)
                .description("Numbers for new sales that turned out to be taken")
                .register(registry);
        Gauge.builder(WAITING, underWay, AtomicInteger::get)
                .description("Writes that are under way")
                .register(registry);
        Gauge.builder(READING, reads, AtomicInteger::get)
                .description("Reads that wait for the view")
                .register(registry);
        Gauge.builder(STREAMS, streams, AtomicInteger::get)
                .description("Clients that follow the stream")
                .register(registry);
    }

    /** The gauge of the reads that are under way. */
    AtomicInteger readsUnderWay() {
        return reads;
    }

    /** Shows what it says. */
    void watch(ViewLag lag) {
        Gauge.builder(BEHIND, lag, watched -> watched.tooFar() == null ? 0 : 1)
                .description("1 while writes are refused, since the view is behind by half of the log's retention")
                .register(registry);
    }

    /** Shows how fresh it says the view is. */
    void watch(Freshness freshness) {
        Gauge.builder(LAG_SECONDS, freshness, Freshness::lagSeconds)
                .description("For how long the view has not had everything that is on the log")
                .register(registry);
        Gauge.builder(LAG_RECORDS, freshness, Freshness::lagRecords)
                .description("Records of the log that the view does not have yet")
                .register(registry);
    }

    /** Shows whether what is applied is counted. */
    void watch(IndicatorAge age) {
        Gauge.builder(
                        INDICATORS_BEHIND,
                        age,
                        watched -> watched.behind(Instant.now()).toMillis() / 1e3)
                .description(
                        "For how long the oldest change has waited that the indicators do not have; 0 if none does")
                .register(registry);
    }

    /** Shows until when callers can trust it. */
    void watch(Serving server) {
        Gauge.builder(CERTIFICATE, server, Serving::certificateEnds)
                .description("When the certificate that is in use ends to be valid; not a number without TLS")
                .register(registry);
    }

    /** The registry, with what must be said before the first meter is there. */
    static Metrics registry() {
        return new Metrics(histogram(RESPONSE_TIME), knownMethods(), MeterFilter.denyNameStartsWith(ACTIVE));
    }

    /** What Vert.x measures of its server, on the same registry: requests by route template, method and code. */
    static MetricsOptions ofServer() {
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(EnumSet.of(Label.HTTP_ROUTE, Label.HTTP_METHOD, Label.HTTP_CODE))
                .setDisabledMetricsCategories(EnumSet.complementOf(EnumSet.of(MetricsDomain.HTTP_SERVER)).stream()
                        .map(MetricsDomain::toCategory)
                        .collect(Collectors.toSet()));
    }

    /** The gauge of the writes that are under way. */
    public AtomicInteger writesUnderWay() {
        return underWay;
    }

    /** The gauge of the clients that follow the stream. */
    public AtomicInteger streams() {
        return streams;
    }

    /** A client came back with an id. */
    public void resumed(String from) {
        Counter.builder(RESUMED)
                .description("Clients that came back, by where what they had missed came from")
                .tag("from", from)
                .register(registry)
                .increment();
    }

    /** A write has been answered. */
    public void written(Op op, String outcome, long nanos) {
        ends.computeIfAbsent(new Ended(op, outcome), this::counter).increment();
        writes.computeIfAbsent(op, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** The log has acknowledged a change. */
    public void appended(long nanos) {
        append.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** From there to the answer. */
    public void shown(long nanos) {
        view.record(nanos, TimeUnit.NANOSECONDS);
    }

    public void idTaken() {
        idsTaken.increment();
    }

    /** What has been counted, for whoever looks at the pipeline. */
    StatusReport.Api report(boolean failing) {
        return new StatusReport.Api(
                failing ? StatusReport.State.FAILING : StatusReport.State.WORKING,
                registry.find(RESPONSE_TIME).timers().stream()
                        .mapToLong(Timer::count)
                        .sum(),
                (long) ends.values().stream().mapToDouble(Counter::count).sum(),
                streams.get());
    }

    /**
     * What it took a change to become readable, or one stage of it. For Prometheus since the start, and its percentiles
     * over the last minutes.
     */
    public Timer freshness(String stage, String source, Duration window) {
        return Timer.builder(FRESHNESS)
                .description("What it takes a change to become readable here, by stage")
                .tag("stage", stage)
                .tag("source", source)
                .serviceLevelObjectives(FRESH)
                .publishPercentiles(0.5, 0.95, 0.99)
                .percentilePrecision(2)
                .distributionStatisticExpiry(window)
                .distributionStatisticBufferLength(5)
                .register(registry);
    }

    private Counter counter(Ended ended) {
        return Counter.builder(WRITES)
                .description("Writes by how they ended")
                .tag("op", name(ended.op()))
                .tag("outcome", ended.outcome())
                .register(registry);
    }

    private Timer timer(Op op) {
        return timer(WRITE, "From a write's arrival to its answer", Tag.of("op", name(op)));
    }

    private static String name(Op op) {
        return op.name().toLowerCase(Locale.ROOT);
    }

    private Timer stage(String stage) {
        return timer(STAGE, "Where a write's time goes", Tag.of("stage", stage));
    }

    private Timer timer(String name, String description, Tag tag) {
        return Timer.builder(name)
                .description(description)
                .tags(Set.of(tag))
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(250_000))
                .maximumExpectedValue(Duration.ofSeconds(15))
                .register(registry);
    }

    private static MeterFilter histogram(String name) {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals(name)
                        ? DistributionStatisticConfig.builder()
                                .percentilesHistogram(true)
                                // Its share is what the alerts go by: a bucket that ends exactly there.
                                .serviceLevelObjectives((double) PROMPT.toNanos())
                                .minimumExpectedValue(
                                        (double) Duration.ofNanos(250_000).toNanos())
                                .maximumExpectedValue(
                                        (double) Duration.ofSeconds(15).toNanos())
                                .build()
                                .merge(config)
                        : config;
            }
        };
    }

    /** A method is whatever a caller sends: those that nobody knows share one label. */
    private static MeterFilter knownMethods() {
        return MeterFilter.replaceTagValues("method", method -> METHODS.contains(method) ? method : "other");
    }
}
