package dev.ventes.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.core.config.Configuration;
import dev.ventes.infra.Servers;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {
    @Test
    void whatMavenLeavesEmptyIsAsUsual() {
        var options =
                DemoOptions.read(properties("ventes.rate", "", "ventes.fresh", "", "ventes.kafka.port", ""), Map.of());

        assertThat(options.rate()).isEqualTo(3);
        assertThat(options.fresh()).isFalse();
        assertThat(options.ports()).isEqualTo(Servers.Ports.USUAL);
    }

    @Test
    void allFaultsAreNamedAtOnceAlsoWhatWasMistyped() {
        var properties = properties("ventes.rate", "fast", "ventes.csv", "/no/such.csv", "ventes.api.port", "70000");
        var environment = Map.of("MAVEN_CMD_LINE_ARGS", " -Pdemo -Dventes.rate=fast -Dventes.cvs=sales.csv");

        assertThatThrownBy(() -> DemoOptions.read(properties, environment))
                .isInstanceOfSatisfying(
                        Configuration.Faults.class,
                        faults -> assertThat(faults.lines())
                                .containsExactlyInAnyOrder(
                                        "ventes.rate = fast: must be changes per second, such as 3 or 0.5",
                                        "ventes.csv = /no/such.csv: is not a file that can be read",
                                        "ventes.api.port = 70000: must be a whole number from 0 to 65535",
                                        "ventes.cvs: no such setting"));
    }

    private static Properties properties(String... pairs) {
        var properties = new Properties();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.setProperty(pairs[i], pairs[i + 1]);
        }
        return properties;
    }
}
