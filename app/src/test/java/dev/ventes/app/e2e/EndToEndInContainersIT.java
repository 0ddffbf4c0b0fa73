package dev.ventes.app.e2e;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.MountableFile;

/** On the official images, of the versions that {@code docker-compose.yml} names. */
@EnabledIf(value = "isDockerThere", disabledReason = "there is no Docker here")
class EndToEndInContainersIT extends EndToEndSuite {
    private static final String PASSWORD = "secret";
    private static final int READABLE = 0644;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Path INFRA = Path.of("..", "infra");

    private final PostgreSQLContainer postgres = postgres();
    private final KafkaContainer kafka = kafka();
    private final MongoDBContainer mongo =
            new MongoDBContainer("mongo:8.0.28").withReplicaSet().withStartupTimeout(PATIENCE);

    static boolean isDockerThere() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override
    Endpoints startServers() {
        Startables.deepStart(postgres, kafka, mongo).join();
        return new Endpoints(
                postgres.getHost(),
                postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                "ventes",
                PASSWORD,
                kafka.getBootstrapServers(),
                // The member's own name means nothing outside of its container.
                mongo.getConnectionString() + "/?directConnection=true",
                "the image " + mongo.getDockerImageName());
    }

    @Override
    void stopServers() {
        mongo.stop();
        kafka.stop();
        postgres.stop();
    }

    /** The server's own scripts make the role, the database and the table, as they do for docker-compose. */
    private static PostgreSQLContainer postgres() {
        return new PostgreSQLContainer("postgres:18.6")
                .withUsername("postgres")
                .withPassword(PASSWORD)
                .withDatabaseName("postgres")
                .withEnv("VENTES_POSTGRES_PASSWORD", PASSWORD)
                .withEnv(
                        "POSTGRES_INITDB_ARGS",
                        "--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8")
                .withCopyFileToContainer(
                        MountableFile.forHostPath(INFRA.resolve("deploy/postgres-init.sql"), READABLE),
                        "/docker-entrypoint-initdb.d/salesdb.sql")
                .withCopyFileToContainer(
                        MountableFile.forHostPath(INFRA.resolve("src/main/resources/sql/ventes.sql"), READABLE),
                        "/ventes/ventes.sql")
                .withCommand("postgres", "-c", "wal_level=logical", "-c", "timezone=UTC")
                .withStartupTimeout(PATIENCE);
    }

    private static KafkaContainer kafka() {
        return new KafkaContainer("apache/kafka:4.3.1")
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", "10485760")
                .withEnv("KAFKA_REPLICA_FETCH_MAX_BYTES", "10485760")
                .withStartupTimeout(PATIENCE);
    }
}
