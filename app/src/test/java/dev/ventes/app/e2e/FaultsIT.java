package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ventes.api.ApiMain;
import dev.ventes.connector.ConnectorMain;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Server;
import dev.ventes.infra.Servers;
import dev.ventes.infra.process.JavaProcess;
import dev.ventes.transformer.TransformerMain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers go away and come back, services are killed, and sales go on being written: everything arrives, once. */
class FaultsIT {
    private static final Duration OUTAGE = Duration.ofSeconds(10);
    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final Map<String, Class<?>> MAINS =
            Map.of("connector", ConnectorMain.class, "transformer", TransformerMain.class, "api", ApiMain.class);

    private static final Map<String, JavaProcess> PROCESSES = new HashMap<>();

    @TempDir
    static Path folder;

    private static Servers servers;
    private static Pipeline pipeline;

    private Workload workload;

    @BeforeAll
    static void start() throws Exception {
        var passwords = Passwords.keptIn(folder);
        servers = Servers.start(folder, Servers.Ports.FREE, passwords);
        pipeline = new Pipeline(Endpoints.of(servers, passwords), (service, environment) -> {
            var process = JavaProcess.start(
                    MAINS.get(service),
                    environment,
                    List.of("-Xmx512m", "-XX:+UseSerialGC"),
                    folder.resolve(service + ".log"));
            PROCESSES.put(service, process);
            return process::close;
        });
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertThat(MAINS.keySet())
                        .allSatisfy(
                                service -> assertThat(pipeline.ready(service)).contains("\"status\":\"UP\"")));
    }

    @AfterAll
    static void stop() {
        if (pipeline != null) {
            pipeline.close();
        }
        servers.close();
    }

    @BeforeEach
    void sell() {
        workload = new Workload(pipeline, 42);
        awaitCommits(20);
    }

    @AfterEach
    void everythingHasArrivedOnce() throws Exception {
        awaitCommits(20);
        workload.close();
        try (var connection = pipeline.postgres()) {
            var table = Table.read(connection);
            await().atMost(RECOVERY).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
                var view = pipeline.view();
                var missing = new HashSet<>(workload.created());
                missing.removeAll(view.keySet());
                assertThat(missing).isEmpty();
                view.keySet().removeIf(id -> id >= 1_000_000_000);
                table.assertEquals(view);
            });
        }
        assertThat(Topic.read(pipeline.endpoints().kafka(), "ventes.rejected")).isEmpty();
        everyPositionIsPublishedOnceOrIdentically();
    }

    @ParameterizedTest
    @CsvSource({"postgres, connector, postgresql", "kafka, transformer, kafka", "mongo, transformer, mongodb"})
    void aServerThatIsAwayForTenSecondsDelaysButLosesNothing(String name, String service, String missing)
            throws Exception {
        assumeTrue(!name.equals("mongo") || System.getenv("MONGODB_URI") == null, "the server is not ours to stop");
        var server = server(name);
        server.stop();
        try {
            await().pollDelay(OUTAGE)
                    .atMost(RECOVERY)
                    .untilAsserted(() -> assertThat(pipeline.ready(service)).contains("\"status\":\"DOWN\"", missing));
        } finally {
            server.start();
        }
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertThat(pipeline.ready(service)).contains("\"status\":\"UP\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"connector", "transformer", "api"})
    void aServiceThatIsKilledCarriesOn(String service) throws Exception {
        PROCESSES.get(service).kill();
        awaitCommits(20);
        pipeline.launch(service);
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertThat(pipeline.ready(service)).contains("\"status\":\"UP\""));
    }

    @Test
    void aServiceThatIsAskedToStopExitsWithZero() throws Exception {
        for (var service : MAINS.keySet()) {
            assertThat(PROCESSES.get(service).terminate()).as(service).isZero();
            pipeline.launch(service);
        }
    }

    private static Server server(String name) {
        return switch (name) {
            case "postgres" -> servers.postgres();
            case "kafka" -> servers.kafka();
            case "mongo" -> servers.mongo();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private void awaitCommits(int more) {
        var enough = workload.commits() + more;
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertThat(workload.commits()).isGreaterThanOrEqualTo(enough));
    }

    /** A crash between publishing and applying publishes the same again; never something else for the same position. */
    private static void everyPositionIsPublishedOnceOrIdentically() {
        var seen = new HashMap<String, String>();
        for (var record : Topic.read(pipeline.endpoints().kafka(), "ventes.enriched")) {
            if (record.value() == null) {
                continue;
            }
            var id = new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
            var value = new String(record.value(), StandardCharsets.UTF_8);
            var after = value.substring(value.indexOf("\"after\":"));
            var before = seen.put(id, after);
            assertThat(before)
                    .satisfiesAnyOf(
                            first -> assertThat(first).isNull(),
                            first -> assertThat(first).isEqualTo(after));
        }
    }
}
