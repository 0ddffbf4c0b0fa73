package dev.ventes.cli.verify;

import dev.ventes.core.config.Configuration;
import dev.ventes.core.service.Check;
import dev.ventes.core.service.Health;
import dev.ventes.core.service.Management;
import dev.ventes.core.service.Metrics;
import dev.ventes.core.service.Service;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * {@code ventes verify --every}, wired.
 *
 * @param managementPort where its metrics and health are
 */
public record PeriodicVerification(Service service, int managementPort) {

    /**
     * Verifies the whole table.
     *
     * @throws Configuration.Faults naming every fault of the configuration at once
     */
    public static PeriodicVerification start(Map<String, String> environment, Duration every) throws IOException {
        return start(Configuration.readUnreached(environment, VerifyConfig::read), Scope.USUAL, every, false);
    }

    /** Begins with a run at once. Needs no server for that: one that is away is a failed run. */
    static PeriodicVerification start(VerifyConfig config, Scope scope, Duration every, boolean repair)
            throws IOException {
        var metrics = new Metrics();
        try {
            var runs = new VerifyRuns(config, scope, every, repair, new VerifyMetrics(metrics.registry()));
            var health = new Health(
                    List.of(Check.of("worker", runs::ill)),
                    List.of(Check.of("worker", runs::ill), Check.of("run", runs::failure)));
            var management = Management.start(config.management(), metrics, health);
            runs.start();
            return new PeriodicVerification(new Service("verifier", runs, management, metrics), management.port());
        } catch (IOException | RuntimeException e) {
            metrics.close();
            throw e;
        }
    }
}
