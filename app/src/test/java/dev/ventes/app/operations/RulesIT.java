package dev.ventes.app.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

    @BeforeAll
    static void lookForPromtool() {
        var path = Arrays.stream(System.getenv("PATH").split(File.pathSeparator));
        assumeTrue(path.anyMatch(folder -> Path.of(folder, "promtool").toFile().canExecute()), "there is no promtool");
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
        var command = new ProcessBuilder("promtool").directory(folder.toFile()).redirectErrorStream(true);
        command.command().addAll(List.of(arguments));
        var process = command.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
