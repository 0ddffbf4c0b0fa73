package dev.ventes.app.bench;

import dev.ventes.core.config.LogConfig;
import dev.ventes.core.service.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * {@code mvn -Pbench}: what the system does per second, how long a sale takes, and where the time goes, on the
 * embedded servers; with {@code -Dventes.bench.kpis=10000,1000000} instead of that what indicators cost to read when
 * there are so many sales. A measuring tool, not a test: it passes no judgement.
 */
public final class BenchMain {
    private static final int ROWS = 100_000;
    private static final int SECONDS = 20;
    /** After so many rounds the JVMs have compiled what they will. */
    private static final int WARM_UP = 4;

    private static final int SECONDS_TO_WARM_UP = 45;

    private BenchMain() {}

    public static void main(String[] arguments) throws Exception {
        Logging.configure(new LogConfig(LogConfig.Format.PLAIN, LogConfig.Level.ERROR));
        var results = Path.of(System.getProperty("ventes.bench.results", "target/bench.json"));
        var folder = Files.createTempDirectory("ventes-bench");
        var report = new Report();
        try (var servers = BenchServers.start(folder)) {
            report.say("MongoDB", servers.describeMongo());
            var sizes = System.getProperty("ventes.bench.kpis", "");
            if (sizes.isEmpty()) {
                measure(new Bed(servers), report);
            } else {
                measureIndicators(new Bed(servers), sizes, report);
            }
        } finally {
            delete(folder);
        }
        report.write(results);
        System.out.println("written to " + results.toAbsolutePath());
        System.exit(0);
    }

    private static void measureIndicators(Bed bed, String sizes, Report report) throws Exception {
        try (bed) {
            var cost = new KpiCost(bed);
            for (var size : sizes.split(",", -1)) {
                System.out.println("filling up to " + size + " sales ...");
                cost.fill(Long.parseLong(size));
                cost.measure(report);
            }
        }
    }

    private static void measure(Bed bed, Report report) throws Exception {
        try (bed) {
            System.out.println("warming up ...");
            for (var round = 0; round < WARM_UP; round++) {
                System.out.printf("  %,.0f rows/s%n", new CatchUp(bed).run(ROWS).rate());
            }

            System.out.println("the raw limits ...");
            var raw = new RawLimits(bed);
            report.number("engine without a sink", "rows/s", raw.engineRowsPerSecond(ROWS));
            report.number("bulk inserts into the same MongoDB", "rows/s", raw.bulkInsertsPerSecond(ROWS));
            report.number("bulk guarded replaces in the same MongoDB", "rows/s", raw.bulkReplacesPerSecond(ROWS));

            System.out.println("catching up on " + ROWS + " rows, three times ...");
            for (var round = 1; round <= 3; round++) {
                var caughtUp = new CatchUp(bed).run(ROWS);
                var title = "catching up, round " + round + ", ";
                report.number(title + "from the first row in the log to the last readable", "rows/s", caughtUp.rate());
                report.number(title + "with the connector's start", "rows/s", caughtUp.rateWithStart());
                report.number(title + "CPU", "µs/row", caughtUp.cpuMicros());
                caughtUp.cpu().forEach((part, micros) -> report.number(title + "CPU of " + part, "µs/row", micros));
            }

            // Small batches are other code than large ones, and what compiles it takes the processors from what runs.
            System.out.println("warming up, sale by sale ...");
            new CommitToReadable(bed).run(1000, SECONDS_TO_WARM_UP);
            for (var rate : new int[] {200, 1000}) {
                bed.lagStages();
                System.out.println("commit to readable at " + rate + " changes/s ...");
                var before = Cpu.now(bed.servers());
                report.latencies("commit → readable at " + rate + "/s", new CommitToReadable(bed).run(rate, SECONDS));
                var rows = rate * SECONDS;
                Cpu.now(bed.servers())
                        .microsPerRow(before, rows)
                        .forEach(
                                (part, micros) -> report.number("at " + rate + "/s, CPU of " + part, "µs/row", micros));
                report.stages("at " + rate + "/s", bed.lagStages());
            }
            System.out.println("POST to answered at 200/s ...");
            report.latencies("POST → answered at 200/s", new PostToAnswered(bed).run(200, SECONDS));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
