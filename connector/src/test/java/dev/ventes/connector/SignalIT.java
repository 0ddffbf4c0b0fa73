package dev.ventes.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.Mark;
import dev.ventes.infra.process.JavaProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The connector as a process: whatever it is at, SIGTERM ends it within seconds, and cleanly. */
@ExtendWith(WithServers.class)
class SignalIT {
    private final Servers servers;

    @TempDir
    private Path folder;

    SignalIT(Servers servers) {
        this.servers = servers;
    }

    @Test
    void endsWhileItWorksAndWhileItStandsBy() {
        try (var working = process("works", "working").awaitSaid("the snapshot is complete", Servers.PATIENCE);
                var standby = process("works", "standby").awaitSaid("standing by", Servers.PATIENCE)) {
            assertThatItEnds(standby);
            assertThatItEnds(working);
        }
    }

    @Test
    void endsInTheMiddleOfASnapshot() {
        servers.sql("insert into ventes (produit) select 'Souris' from generate_series(1, 500000)");
        try (var process = process("snapshot", "snapshot").awaitSaid("beginning a generation", Servers.PATIENCE);
                var topic = servers.topic("snapshot")) {
            await().atMost(Servers.PATIENCE).until(() -> !topic.changes().isEmpty());

            assertThatItEnds(process);

            assertThat(topic.marks()).doesNotContainKey(new Mark.End(1));
        }
    }

    @Test
    void endsWhileItsEngineStarts() {
        try (var process = process("starts", "starts").awaitSaid("beginning a generation", Servers.PATIENCE)) {
            assertThatItEnds(process);

            assertThat(process.said()).doesNotContain("Cannot change engine state");
        }
    }

    @Test
    void endsWhilePostgresIsAway() {
        try (var process =
                process("nopostgres", "nopostgres").awaitSaid("the snapshot is complete", Servers.PATIENCE)) {
            servers.postgres.stop();
            process.awaitSaid("attempt=3", Servers.PATIENCE);

            assertThatItEnds(process);
        }
    }

    @Test
    void endsWhileKafkaIsAway() {
        try (var process = process("nokafka", "nokafka").awaitSaid("the snapshot is complete", Servers.PATIENCE)) {
            servers.kafka.stop();
            servers.sql("update ventes set quantite = 3 where id = 1");

            assertThatItEnds(process);
        }
    }

    /** As a supervisor ends it; fails if it takes more than 20 s. */
    private static void assertThatItEnds(JavaProcess process) {
        assertThat(process.terminate()).isZero();
    }

    private JavaProcess process(String prefix, String log) {
        return servers.process(prefix, folder.resolve(log + ".log"));
    }
}
