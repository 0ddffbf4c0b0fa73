package dev.ventes.connector;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connector as a process: whatever it is at, SIGTERM ends it within seconds, and cleanly. */
class SignalIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int STOP_SECONDS = 20;

    @TempDir
    private static Path folder;

    private static Servers servers;

    @BeforeAll
    static void startServers() {
        servers = new Servers(folder);
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @BeforeEach
    void freshTable() {
        servers.freshTable();
    }

    @AfterEach
    void everythingIsThereAgain() {
        servers.postgres.start();
        servers.kafka.start();
    }

    @Test
    void endsWhileItWorksAndWhileItStandsBy() throws Exception {
        var working = process("works");
        awaitOutput("works", "the snapshot is complete");
        var standby = process("works", "works-standby");
        awaitOutput("works-standby", "standing by");

        assertThatItEnds(standby);
        assertThatItEnds(working);
    }

    @Test
    void endsInTheMiddleOfASnapshot() throws Exception {
        servers.sql("insert into ventes (produit) select 'Souris' from generate_series(1, 500000)");
        var process = process("snapshot");
        awaitOutput("snapshot", "beginning a generation");
        try (var topic = new Topic(servers.kafka.bootstrapServers(), "snapshot.changes")) {
            await().atMost(PATIENCE).until(() -> !topic.changes().isEmpty());

            assertThatItEnds(process);

            assertThat(topic.marks()).doesNotContainKey(new Mark.End(1));
        }
    }

    @Test
    void endsWhileItsEngineStarts() throws Exception {
        var process = process("starts");
        awaitOutput("starts", "beginning a generation");

        assertThatItEnds(process);

        assertThat(output("starts")).doesNotContain("Cannot change engine state");
    }

    @Test
    void endsWhilePostgresIsAway() throws Exception {
        var process = process("nopostgres");
        awaitOutput("nopostgres", "the snapshot is complete");
        servers.postgres.stop();
        awaitOutput("nopostgres", "attempt=3");

        assertThatItEnds(process);
    }

    @Test
    void endsWhileKafkaIsAway() throws Exception {
        var process = process("nokafka");
        awaitOutput("nokafka", "the snapshot is complete");
        servers.kafka.stop();
        servers.sql("update ventes set quantite = 3 where id = 1");

        assertThatItEnds(process);
    }

    private static void assertThatItEnds(Process process) throws InterruptedException {
        process.toHandle().destroy();

        assertThat(process.waitFor(STOP_SECONDS, SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private static Process process(String prefix) throws IOException {
        return process(prefix, prefix);
    }

    private static Process process(String prefix, String output) throws IOException {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ConnectorMain.class.getName());
        builder.environment()
                .putAll(Map.of(
                        "VENTES_POSTGRES_PORT",
                        String.valueOf(servers.postgres.port()),
                        "VENTES_POSTGRES_PASSWORD",
                        Servers.PASSWORD,
                        "VENTES_KAFKA_BOOTSTRAP_SERVERS",
                        servers.kafka.bootstrapServers(),
                        "VENTES_TOPICS_PREFIX",
                        prefix,
                        "VENTES_TOPICS_PARTITIONS",
                        "3",
                        "VENTES_CONNECTOR_SLOT_PREFIX",
                        prefix,
                        "VENTES_CONNECTOR_PUBLICATION",
                        prefix,
                        "VENTES_MANAGEMENT_PORT",
                        "0"));
        return builder.redirectErrorStream(true)
                .redirectOutput(file(output).toFile())
                .start();
    }

    private static void awaitOutput(String output, String text) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(output(output)).contains(text));
    }

    private static String output(String output) throws IOException {
        return Files.readString(file(output));
    }

    private static Path file(String output) {
        return folder.resolve(output + ".log");
    }
}
