package dev.ventes.app.bench;

import dev.ventes.core.config.LogConfig;
import dev.ventes.core.service.Logging;
import java.nio.file.Files;

public final class BenchCatch {
    public static void main(String[] a) throws Exception {
        Logging.configure(new LogConfig(LogConfig.Format.PLAIN, LogConfig.Level.ERROR));
        var folder = Files.createTempDirectory("ventes-bench");
        try (var servers = BenchServers.start(folder);
                var bed = new Bed(servers)) {
            for (var round = 0; round < 5; round++) {
                var r = new CatchUp(bed).run(30_000);
                System.out.printf("%,.0f rows/s cpu %.0f %s%n", r.rate(), r.cpuMicros(), r.cpu());
            }
        }
        System.exit(0);
    }
}
