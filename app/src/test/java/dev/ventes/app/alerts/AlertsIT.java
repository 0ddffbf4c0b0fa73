package dev.ventes.app.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The alert rules, checked by Prometheus's own tool where it is installed. */
class AlertsIT {
    private static final Path FOLDER = Path.of("..", "infra", "deploy");

    @Test
    void rulesFireWhenTheyShouldAndAreSilentOtherwise() throws Exception {
        var path = Arrays.stream(System.getenv("PATH").split(File.pathSeparator));
        assumeTrue(path.anyMatch(folder -> Path.of(folder, "promtool").toFile().canExecute()), "there is no promtool");

        assertThat(promtool("check", "rules", "alerts.yml")).contains("SUCCESS");
        assertThat(promtool("test", "rules", "alerts_test.yml")).contains("SUCCESS");
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        var command = new ProcessBuilder("promtool").directory(FOLDER.toFile()).redirectErrorStream(true);
        command.command().addAll(List.of(arguments));
        var process = command.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
