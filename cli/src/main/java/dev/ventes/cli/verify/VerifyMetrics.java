package dev.ventes.cli.verify;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Every meter of the periodic verification, named as Prometheus shows it. The gauges are of the last run that came to
 * its end, and not a number before the first. Each run ends in exactly one outcome. Any thread reads, one writes.
 */
final class VerifyMetrics {
    private static final String RUNS = "ventes_verify_runs_total";
    private static final String ROWS = "ventes_verify_rows";
    private static final String DIFFERING = "ventes_verify_differing_rows";
    private static final String DIFFERING_INDICATORS = "ventes_verify_differing_indicators";
    private static final String UNSETTLED = "ventes_verify_unsettled_rows";
    private static final String EDITED = "ventes_verify_edited_rows";
    private static final String API_ALONE = "ventes_verify_api_alone_sales";
    private static final String DURATION = "ventes_verify_duration_seconds";
    private static final String REPAIRED = "ventes_verify_repaired_rows_total";
    private static final String THROUGH = "ventes_verify_through_timestamp_seconds";
    private static final String THROUGH_WAL = "ventes_verify_through_wal_bytes";

    /** How a run ended. */
    enum Outcome {
        /** All was looked at, and every row that differed was told from one that was under way. */
        COMPLETE,
        /** There were too many differences, or the stream stood still, so that not all could be told. */
        INCOMPLETE,
        /** A server could not be reached, or refused. */
        FAILED
    }

    private final MeterRegistry registry;
    private final Counter repaired;
    private volatile Report last;
    private volatile double duration = Double.NaN;
    private volatile double through;
    private volatile double throughWal;

    VerifyMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (var outcome : Outcome.values()) {
            runs(outcome);
        }
        repaired = Counter.builder(REPAIRED)
                .description("Rows that differed and were read once more")
                .register(registry);
        ofLast(ROWS, "Rows of PostgreSQL that were compared", Report::rows);
        ofLast(
                DIFFERING,
                "Rows that the view has otherwise",
                report -> report.differences().size());
        ofLast(
                UNSETTLED,
                "Rows that may differ, or may be under way",
                report -> report.unsettled().size());
        ofLast(
                DIFFERING_INDICATORS,
                "Figures of the indicators that are not what the sales add up to",
                Report::differingIndicators);
        ofLast(EDITED, "Rows that were edited or deleted through the API", Report::edited);
        ofLast(API_ALONE, "Sales of the API's own, which are not compared", Report::apiAlone);
        gauge(DURATION, "How long it took, repair included", metrics -> metrics.duration);
        gauge(THROUGH, "When the last complete run began; 0 before it", metrics -> metrics.through);
        gauge(
                THROUGH_WAL,
                "PostgreSQL's position then: what was committed before it is verified",
                metrics -> metrics.throughWal);
    }

    /** What has been seen now, of a run that began then. */
    void ended(Report report, Instant began, Duration took) {
        last = report;
        duration = took.toNanos() / 1e9;
        if (report.complete()) {
            throughWal = LogSequenceNumber.valueOf(report.lsn()).asLong();
            through = began.toEpochMilli() / 1e3;
        }
        runs(report.complete() ? Outcome.COMPLETE : Outcome.INCOMPLETE).increment();
    }

    /** Differences that are about to be mended: whoever scrapes meanwhile sees them. */
    void differing(Report report) {
        last = report;
    }

    void repaired(int rows) {
        repaired.increment(rows);
    }

    void failed() {
        runs(Outcome.FAILED).increment();
    }

    private Counter runs(Outcome outcome) {
        return Counter.builder(RUNS)
                .description("Verifications by how they ended")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private void ofLast(String name, String description, ToDoubleFunction<Report> value) {
        gauge(name, description, metrics -> {
            var report = metrics.last;
            return report == null ? Double.NaN : value.applyAsDouble(report);
        });
    }

    private void gauge(String name, String description, ToDoubleFunction<VerifyMetrics> value) {
        Gauge.builder(name, this, value).description(description).register(registry);
    }
}
