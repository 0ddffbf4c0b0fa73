package dev.ventes.connector;

import static org.awaitility.Awaitility.await;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.config.LogConfig;
import dev.ventes.core.config.ManagementConfig;
import dev.ventes.core.config.PostgresConfig;
import dev.ventes.core.config.Secret;
import dev.ventes.core.config.TopicConfig;
import dev.ventes.core.config.TracingConfig;
import dev.ventes.core.log.Mark;
import dev.ventes.core.service.Logging;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.postgres.PostgresServer;
import dev.ventes.infra.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** PostgreSQL and Kafka for all test classes, and connectors on them. A test that stops one starts it again. */
final class Servers implements AutoCloseable {
    static final String PASSWORD = "secret";
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final LogConfig LOGGING = new LogConfig(LogConfig.Format.PLAIN, LogConfig.Level.INFO);

    final PostgresServer postgres;
    final KafkaServer kafka;
    private final Path folder;

    Servers() throws IOException {
        Logging.configure(LOGGING);
        folder = Files.createTempDirectory("ventes-connector");
        postgres = new PostgresServer(folder.resolve("postgres"), 0, PASSWORD, PASSWORD);
        kafka = new KafkaServer(folder.resolve("kafka"), 0);
        postgres.start();
        kafka.start();
    }

    /** The prefix keeps the topics, and the slots and the publication, of one test apart from those of the others. */
    ConnectorConfig config(String prefix) {
        return config(prefix, postgres.port(), 0);
    }

    ConnectorConfig config(String prefix, int postgresPort, int managementPort) {
        return new ConnectorConfig(
                new PostgresConfig(
                        "127.0.0.1",
                        postgresPort,
                        "salesdb",
                        "ventes",
                        new Secret(PASSWORD),
                        "public",
                        "ventes",
                        PostgresConfig.SslMode.DISABLE),
                new KafkaConfig(kafka.bootstrapServers(), Map.of()),
                new TopicConfig(prefix, 3, 1),
                new ManagementConfig("127.0.0.1", managementPort),
                LOGGING,
                TracingConfig.OFF,
                prefix,
                prefix,
                Duration.ofMillis(2),
                Duration.ofMillis(500));
    }

    /** A connector in this JVM whose snapshot is complete, and its topic; closing the topic stops it. */
    Topic running(String prefix) throws Exception {
        return running(config(prefix));
    }

    Topic running(ConnectorConfig config) throws Exception {
        var connector = Connector.start(config);
        var topic = new Topic(kafka.bootstrapServers(), config.topics().prefix() + ".changes", connector);
        await().atMost(PATIENCE).until(() -> topic.marks().keySet().stream().anyMatch(Mark.End.class::isInstance));
        return topic;
    }

    Topic topic(String prefix) {
        return new Topic(kafka.bootstrapServers(), prefix + ".changes");
    }

    /** A connector in a JVM of its own. */
    JavaProcess process(String prefix, Path log, String... jvm) {
        return JavaProcess.start(ConnectorMain.class, environment(prefix), List.of(jvm), log);
    }

    private Map<String, String> environment(String prefix) {
        return Map.of(
                "VENTES_POSTGRES_PORT",
                String.valueOf(postgres.port()),
                "VENTES_POSTGRES_PASSWORD",
                PASSWORD,
                "VENTES_KAFKA_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(),
                "VENTES_TOPICS_PREFIX",
                prefix,
                "VENTES_TOPICS_PARTITIONS",
                "3",
                "VENTES_CONNECTOR_SLOT_PREFIX",
                prefix,
                "VENTES_CONNECTOR_PUBLICATION",
                prefix,
                "VENTES_MANAGEMENT_PORT",
                "0");
    }

    void sql(String... statements) {
        try (var session = postgres.connect()) {
            execute(session, statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void sqlAsSuperuser(String... statements) {
        try (var session = postgres.connectAsSuperuser("salesdb")) {
            execute(session, statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(Connection session, String... statements) throws SQLException {
        try (var sql = session.createStatement()) {
            for (var statement : statements) {
                sql.execute(statement);
            }
        }
    }

    /** The first column of the query's first row. */
    String ask(String query) {
        try (var session = postgres.connect();
                var sql = session.createStatement();
                var row = sql.executeQuery(query)) {
            return row.next() ? row.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The four classic rows, and no slots, whatever the tests before have done. */
    void freshTable() {
        postgres.start();
        kafka.start();
        sql("select pg_drop_replication_slot(slot_name) from pg_replication_slots where not active");
        sql("truncate ventes restart identity", """
                insert into ventes (produit, quantite, prix_unitaire, date_vente) values
                  ('Laptop', 2, 500.00, '2024-01-10 10:00'), ('Phone', 1, 300.00, '2024-01-11 14:30'),
                  ('Clavier', 5, 20.00, '2024-01-12 09:15'), ('Écran', 3, 150.00, '2024-01-13 16:45')
                """);
    }

    @Override
    public void close() throws IOException {
        kafka.close();
        postgres.close();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
