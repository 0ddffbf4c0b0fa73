package dev.ventes.app.bench;

import dev.ventes.core.config.LogConfig;
import dev.ventes.core.service.Logging;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * {@code mvn -Pbench}: what the system does per second, how long a sale takes, and where the time goes, on the
 * embedded servers. A measuring tool, not a test: it passes no judgement.
 */
public final class BenchMain {
    private static final int ROWS = 100_000;
    private static final int SECONDS = 20;

    private BenchMain() {}

    public static void main(String[] arguments) throws Exception {
        Logging.configure(new LogConfig(LogConfig.Format.PLAIN, LogConfig.Level.ERROR));
        var results = Path.of(System.getProperty("ventes.bench.results", "target/bench.json"));
        var folder = Files.createTempDirectory("ventes-bench");
        var report = new Report();
        try (var servers = Servers.start(folder, Servers.Ports.FREE, Passwords.keptIn(folder))) {
            report.say("MongoDB", servers.mongo().describe());
            measure(new Bed(servers, Passwords.keptIn(folder)), report);
        } finally {
            delete(folder);
        }
        report.write(results);
        System.out.println("written to " + results.toAbsolutePath());
        System.exit(0);
    }

    private static void measure(Bed bed, Report report) throws Exception {
        try (bed) {
            System.out.println("warming up ...");
            new CatchUp(bed).run(ROWS);
            new CatchUp(bed).run(ROWS);

            System.out.println("the raw limits ...");
            var raw = new RawLimits(bed);
            report.number("engine without a sink", "rows/s", raw.engineRowsPerSecond(ROWS));
            report.number("bulk inserts into the same MongoDB", "rows/s", raw.bulkInsertsPerSecond(ROWS));
            report.number("bulk guarded replaces in the same MongoDB", "rows/s", raw.bulkReplacesPerSecond(ROWS));

            System.out.println("catching up on " + ROWS + " rows ...");
            var caughtUp = new CatchUp(bed).run(ROWS);
            report.number("catching up, from the first row in the log to the last readable", "rows/s", caughtUp.rate());
            report.number("the same, with the connector's start", "rows/s", caughtUp.rateWithStart());
            report.number("CPU of all processes while catching up", "µs/row", caughtUp.cpuMicrosPerRow());

            for (var rate : new int[] {200, 1000}) {
                System.out.println("commit to readable at " + rate + " changes/s ...");
                report.latencies("commit → readable at " + rate + "/s", new CommitToReadable(bed).run(rate, SECONDS));
                report.stages(bed.lagStages());
            }
            System.out.println("POST to answered at 200/s ...");
            report.latencies("POST → answered at 200/s", new PostToAnswered(bed).run(200, SECONDS));
            report.number("heap in use at the end", "MiB", Cpu.usedHeapMebibytes());
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
