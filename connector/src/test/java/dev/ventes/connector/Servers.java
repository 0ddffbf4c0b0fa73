package dev.ventes.connector;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.config.LogConfig;
import dev.ventes.core.config.ManagementConfig;
import dev.ventes.core.config.PostgresConfig;
import dev.ventes.core.config.Secret;
import dev.ventes.core.config.TopicConfig;
import dev.ventes.core.service.Logging;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.postgres.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** PostgreSQL and Kafka for a test class, and connectors on them. */
final class Servers implements AutoCloseable {
    static final String PASSWORD = "secret";
    private static final LogConfig LOGGING = new LogConfig(LogConfig.Format.PLAIN, LogConfig.Level.INFO);

    final PostgresServer postgres;
    final KafkaServer kafka;

    Servers(Path folder) {
        Logging.configure(LOGGING);
        postgres = new PostgresServer(folder.resolve("postgres"), 0, PASSWORD, PASSWORD);
        kafka = new KafkaServer(folder.resolve("kafka"), 0);
        postgres.start();
        kafka.start();
    }

    /** The prefix keeps the topics, and the slots and the publication, of one test apart from those of the others. */
    ConnectorConfig config(String prefix) {
        return config(prefix, PASSWORD, 0);
    }

    ConnectorConfig config(String prefix, int managementPort) {
        return config(prefix, PASSWORD, managementPort);
    }

    ConnectorConfig config(String prefix, String password, int managementPort) {
        return new ConnectorConfig(
                new PostgresConfig(
                        "127.0.0.1",
                        postgres.port(),
                        "salesdb",
                        "ventes",
                        new Secret(password),
                        "public",
                        "ventes",
                        PostgresConfig.SslMode.DISABLE),
                new KafkaConfig(kafka.bootstrapServers(), Map.of()),
                new TopicConfig(prefix, 3, 1),
                new ManagementConfig("127.0.0.1", managementPort),
                LOGGING,
                prefix,
                prefix,
                Duration.ofMillis(2),
                Duration.ofMillis(500));
    }

    void sql(String... statements) {
        try (var session = postgres.connect();
                var sql = session.createStatement()) {
            for (var statement : statements) {
                sql.execute(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Connection superuser() throws SQLException {
        return postgres.connectAsSuperuser("salesdb");
    }

    /** The four classic rows, and no slots, whatever the tests before have done. */
    void freshTable() {
        sql("select pg_drop_replication_slot(slot_name) from pg_replication_slots where not active");
        sql("truncate ventes restart identity", """
                insert into ventes (produit, quantite, prix_unitaire, date_vente) values
                  ('Laptop', 2, 500.00, '2024-01-10 10:00'), ('Phone', 1, 300.00, '2024-01-11 14:30'),
                  ('Clavier', 5, 20.00, '2024-01-12 09:15'), ('Écran', 3, 150.00, '2024-01-13 16:45')
                """);
    }

    @Override
    public void close() {
        kafka.close();
        postgres.close();
    }
}
