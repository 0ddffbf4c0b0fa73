package dev.ventes.app.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ventes.infra.prometheus.PrometheusServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules and Prometheus's configuration, checked by Prometheus's own tool where it is installed. */
class RulesIT {
    private static final Path TESTS = Path.of("..", "infra", "src", "test", "resources", "prometheus");
    private static final Path RULES = Path.of("..", "infra", "src", "main", "resources", "prometheus");
    private static final Path DEPLOYED = Path.of("..", "infra", "deploy", "prometheus.yml");

    @TempDir
    private Path folder;

    private static String promtool;

    @BeforeAll
    static void lookForPromtool() {
        var beside = PrometheusServer.installed().map(program -> program.resolveSibling("promtool"));
        assumeTrue(beside.filter(Files::isExecutable).isPresent(), "there is no promtool");
        promtool = beside.get().toString();
    }

    @Test
    void rulesFireWhenTheyShouldAndAreSilentOtherwise() throws Exception {
        assertThat(promtool(TESTS, "test", "rules", "alerts_test.yml", "slo_test.yml"))
                .contains("SUCCESS")
                .doesNotContain("FAILED");
    }

    /** As compose mounts them: side by side. */
    @Test
    void configurationIsWhatPrometheusTakes() throws Exception {
        Files.copy(DEPLOYED, folder.resolve("prometheus.yml"));
        for (var rules : List.of("alerts.yml", "slo.yml")) {
            Files.copy(RULES.resolve(rules), folder.resolve(rules));
        }

        assertThat(promtool(folder, "check", "config", "prometheus.yml"))
                .contains("2 rule files found")
                .doesNotContain("FAILED");
    }

    private static String promtool(Path folder, String... arguments) throws IOException, InterruptedException {
        var command = new ProcessBuilder(promtool).directory(folder.toFile()).redirectErrorStream(true);
        command.command().addAll(List.of(arguments));
        var process = command.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
