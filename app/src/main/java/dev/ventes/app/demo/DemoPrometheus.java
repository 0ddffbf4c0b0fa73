package dev.ventes.app.demo;

import dev.ventes.infra.prometheus.PrometheusServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The machine's own Prometheus on the demo's services, with the rules and the runbook; nothing where there is none. */
final class DemoPrometheus {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private DemoPrometheus() {}

    static Optional<PrometheusServer> of(Path folder, DemoPorts ports) throws IOException {
        var program = PrometheusServer.installed();
        if (program.isEmpty() || ports.prometheus().isEmpty()) {
            return Optional.empty();
        }
        var pages = Files.createDirectories(folder.resolve("pages"));
        try (var runbook = PrometheusServer.class.getResourceAsStream("/prometheus/runbook.md")) {
            Files.copy(runbook, pages.resolve("runbook.md"), StandardCopyOption.REPLACE_EXISTING);
        }
        var targets = Map.of(
                "connector", ports.connector(), "transformer", ports.transformer(), "sales-api", ports.apiManagement());
        return Optional.of(new PrometheusServer(
                program.get(),
                new PrometheusServer.Options(
                        folder, ports.prometheus().getAsInt(), targets, pages, INTERVAL, UnaryOperator.identity())));
    }
}
