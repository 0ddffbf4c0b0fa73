package dev.ventes.connector;

import dev.ventes.connector.log.ChangesLog;
import dev.ventes.connector.log.KafkaCheck;
import dev.ventes.connector.postgres.Postgres;
import dev.ventes.connector.postgres.PostgresCheck;
import dev.ventes.connector.postgres.Preflight;
import dev.ventes.core.service.Health;
import dev.ventes.core.service.Management;
import dev.ventes.core.service.Metrics;
import dev.ventes.core.service.Service;
import dev.ventes.core.topic.StatusAnnouncer;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.trace.Tracing;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** PostgreSQL's door: every committed change of the table becomes a record of {@code ventes.changes}. */
public final class Connector {
    private Connector() {}

    /**
     * Starts the connector, in this process.
     *
     * @throws dev.ventes.core.config.Configuration.Faults if PostgreSQL cannot be read as it is, with what mends it
     * @throws ExecutionException if Kafka refuses the topics
     * @throws TimeoutException if Kafka does not answer
     * @throws IOException if the management port cannot be opened
     */
    public static Service start(ConnectorConfig config)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        var postgres = new Postgres(config.postgres());
        var preflight = new Preflight(postgres, config.publication(), config.slotPrefix());
        preflight.requireStarted();

        var topics = Topics.of(config.topics());
        var admin = Admin.create(config.kafka().properties(Map.of("client.id", "ventes-connector-admin")));
        try {
            topics.create(admin);
            var registry = new Metrics();
            var metrics = new ConnectorMetrics(registry.registry());
            var tracing = Tracing.open(config.tracing(), "connector");
            var log = new ChangesLog(config.kafka(), topics, tracing);
            var loop = new ConnectorLoop(config, postgres, preflight, log, metrics);
            var health =
                    new Health(List.of(loop.live()), List.of(new PostgresCheck(postgres), new KafkaCheck(admin), loop));
            var management = Management.start(config.management(), registry, health);
            loop.start();
            var status =
                    StatusAnnouncer.start(config.kafka(), topics, config.management(), management.port(), loop::status);
            return new Service("connector", loop, status, management, tracing, admin, registry);
        } catch (IOException | RuntimeException | ExecutionException | TimeoutException | InterruptedException e) {
            admin.close();
            throw e;
        }
    }
}
