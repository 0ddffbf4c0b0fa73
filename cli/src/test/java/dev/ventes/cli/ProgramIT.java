package dev.ventes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The launcher and the jar, as a person starts them: what the tests' class path has is not there. */
@ExtendWith(WithVentes.class)
class ProgramIT {
    private final RunningVentes ventes;

    ProgramIT(RunningVentes ventes) {
        this.ventes = ventes;
        Assumptions.assumeTrue(Files.exists(Path.of("target", "ventes.jar")), "the jar has not been packaged");
    }

    @Test
    void everyCommandWorksFromTheJar() throws Exception {
        var environment = ventes.with("JAVA_HOME", System.getProperty("java.home"));

        assertThat(launch(environment, "doctor", "--json")).startsWith("0 {\"faults\":[],");
        assertThat(launch(environment, "verify")).startsWith("0 ").contains("and no others");
        assertThat(launch(environment, "rejected", "list")).isEqualTo("0 No rejected record is open.\n");
    }

    @Test
    void javaThatIsNotThereIsSaid() throws Exception {
        assertThat(launch(ventes.with("JAVA_HOME", "/nowhere"), "doctor"))
                .startsWith("2 ventes: there is no /nowhere/bin/java")
                .contains("version 21 or later");
    }

    @Test
    void javaOfTheDemoTakesThePlaceOfOneThatWillNotDo() throws Exception {
        var environment = new HashMap<>(ventes.with("JAVA_HOME", "/nowhere"));
        environment.put("DEMO_JAVA_HOME", System.getProperty("java.home"));

        assertThat(launch(environment, "rejected", "list")).isEqualTo("0 No rejected record is open.\n");
    }

    @Test
    void aVerificationThatGoesOnEndsWithTheSignal() throws Exception {
        var environment = new HashMap<>(ventes.with("JAVA_HOME", System.getProperty("java.home")));
        environment.put("VENTES_MANAGEMENT_PORT", "0");
        var process = start(environment, "verify", "--every", "1h");

        try (var said = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.lines()
                            .filter(line -> line.contains("has been verified"))
                            .findFirst())
                    .hasValueSatisfying(line -> assertThat(line).contains("differing=0"));
            // Its own destroy would close what we read.
            process.toHandle().destroy();
            assertThat(said.lines()).last().asString().contains("stopped");
        }
        assertThat(process.waitFor()).isZero();
    }

    private static String launch(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var process = start(environment, arguments);
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said;
    }

    private static Process start(Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("../bin/ventes"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
