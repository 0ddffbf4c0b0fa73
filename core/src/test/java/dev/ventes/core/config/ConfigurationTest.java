package dev.ventes.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    private record Everything(KafkaConfig kafka, PostgresConfig postgres, ManagementConfig management, LogConfig log) {
        static Everything read(Settings settings) {
            return new Everything(
                    KafkaConfig.read(settings),
                    PostgresConfig.read(settings),
                    ManagementConfig.read(settings, 9000),
                    LogConfig.read(settings));
        }
    }

    @TempDir
    Path folder;

    @Test
    void allFaultsAreNamedAtOnceWithKeyValueAndRule() throws IOException {
        var file = file("""
                ventes.management.port=70000
                ventes.management.host=0.0.0.0
                ventes.kafka.bootstrap-servers=no-such-host.invalid:9092
                ventes.kafka.bootstrap-severs=x:1
                ventes.transformer.anything=goes
                ventes.kafak.client=y
                """);
        var environment = Map.of("VENTES_CONFIG", file.toString(), "VENTES_LOG_FORMAT", "xml", "VENTES_LOG_COLOUR", "");

        assertThatThrownBy(() -> Configuration.read(environment, Everything::read))
                .isInstanceOfSatisfying(
                        Configuration.Faults.class,
                        faults -> assertThat(faults.lines())
                                .contains(
                                        "ventes.postgres.password: is missing",
                                        "ventes.management.port = 70000: must be a whole number from 0 to 65535",
                                        "ventes.log.format = xml: must be one of plain, json",
                                        "ventes.kafka.bootstrap-severs: no such setting",
                                        "ventes.kafak.client: no such setting",
                                        "VENTES_LOG_COLOUR: no such setting",
                                        "ventes.kafka.bootstrap-servers = no-such-host.invalid:9092: no such host")
                                .anyMatch(
                                        line -> line.startsWith("ventes.management.host = 0.0.0.0: is open to others"))
                                .noneMatch(line -> line.contains("transformer")));
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var endpoint = "127.0.0.1:" + server.getLocalPort();
            var file = file(
                    "ventes.kafka.bootstrap-servers=" + endpoint + "\nventes.kafka.client.security.protocol=PLAINTEXT\n"
                            + "ventes.log.level=warn\nventes.postgres.port=" + server.getLocalPort());
            var environment = Map.of(
                    "VENTES_CONFIG", file.toString(), "VENTES_LOG_LEVEL", "error", "VENTES_POSTGRES_PASSWORD", "x");

            var config = Configuration.read(environment, Everything::read);

            assertThat(config.kafka().bootstrapServers()).isEqualTo(endpoint);
            assertThat(config.kafka().client()).containsEntry("security.protocol", "PLAINTEXT");
            assertThat(config.log().level()).isEqualTo(LogConfig.Level.ERROR);
            assertThat(config.management().port()).isEqualTo(9000);
            assertThat(config.toString()).doesNotContain("x,").contains("***");
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("ventes.properties"), text);
    }
}
