package dev.ventes.app.demo;

import dev.ventes.infra.prometheus.PrometheusServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The machine's own Prometheus on the demo's services, with the rules and the runbook. */
final class DemoPrometheus {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private DemoPrometheus() {}

    static PrometheusServer of(Path program, Path folder, DemoPorts ports) throws IOException {
        var pages = Files.createDirectories(folder.resolve("pages"));
        try (var runbook = PrometheusServer.class.getResourceAsStream("/prometheus/runbook.md")) {
            Files.copy(runbook, pages.resolve("runbook.md"), StandardCopyOption.REPLACE_EXISTING);
        }
        var targets = Map.of(
                "connector", ports.connector(),
                "transformer", ports.transformer(),
                "sales-api", ports.apiManagement(),
                "verifier", ports.verifier());
        return new PrometheusServer(
                program,
                new PrometheusServer.Options(
                        folder, ports.prometheus().orElseThrow(), targets, pages, INTERVAL, UnaryOperator.identity()));
    }
}
