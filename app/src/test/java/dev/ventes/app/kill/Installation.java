package dev.ventes.app.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoClientSettings;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.api.ApiMain;
import dev.ventes.connector.ConnectorMain;
import dev.ventes.core.config.MongoConfig;
import dev.ventes.core.config.Secret;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Port;
import dev.ventes.infra.Server;
import dev.ventes.infra.mongo.MongoServer;
import dev.ventes.infra.postgres.PostgresServer;
import dev.ventes.infra.process.ServerProcess;
import dev.ventes.transformer.TransformerMain;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * The whole system as it is deployed: three servers, and each instance of each service, in a process of its own. A
 * supervisor starts again what ends by itself. Owns all of them, and ends no other.
 */
final class Installation implements AutoCloseable {
    static final String MANAGEMENT_PORT = "VENTES_MANAGEMENT_PORT";

    private static final String API_PORT = "VENTES_API_PORT";
    private static final Duration STARTING = Duration.ofMinutes(3);
    private static final Map<String, Class<?>> MAINS =
            Map.of("connector", ConnectorMain.class, "transformer", TransformerMain.class, "api", ApiMain.class);

    private final PostgresServer postgres;
    private final ServerProcess kafka;
    private final Server mongoServer;
    private final String mongoDescription;
    private final Passwords passwords;
    private final String database = "ventes_kill_" + ThreadLocalRandom.current().nextInt(1 << 30);
    private final List<Target> servers = new ArrayList<>();
    private final List<ServiceInstance> services = new ArrayList<>();
    private final List<URI> apis = new ArrayList<>();
    private final ExecutorService supervisor = Executors.newSingleThreadExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final MongoClient mongo;

    /** How many of each service there are. */
    record Size(int connectors, int transformers, int apis) {}

    private Installation(Path folder, Path logs, Size size, Tally tally) {
        passwords = Passwords.keptIn(folder);
        postgres = new PostgresServer(folder.resolve("postgres"), 0, passwords.superuser(), passwords.application());
        kafka = ServerProcess.kafka(folder.resolve("kafka"), 0);
        servers.add(new ServerTarget("PostgreSQL", postgres, Optional.of(postgres::kill)));
        servers.add(new ServerTarget("Kafka", kafka, Optional.of(kafka::kill)));

        var options = MongoServer.Options.of(folder.resolve("mongo"), 0);
        var found = MongoServer.choose(options);
        String uri;
        if (found.isReal()) {
            mongoServer = found;
            uri = found.uri();
            mongoDescription = found.describe();
            if (options.uri().isEmpty()) {
                servers.add(new ServerTarget("MongoDB", found, Optional.empty()));
            }
        } else {
            var imitation = ServerProcess.mongo(folder.resolve("mongo"), 0);
            mongoServer = imitation;
            uri = "mongodb://127.0.0.1:" + imitation.port();
            mongoDescription = "an imitation of MongoDB (mongo-java-server), not the real server";
            servers.add(new ServerTarget("MongoDB", imitation, Optional.of(imitation::kill)));
        }
        mongo = MongoClients.create(mongoSettings(uri));

        var environment = environment(uri);
        add("transformer", size.transformers(), environment, logs, tally);
        add("connector", size.connectors(), environment, logs, tally);
        add("api", size.apis(), environment, logs, tally);
    }

    /** Returns when everything is ready. */
    static Installation start(Path folder, Path logs, Size size, Tally tally) {
        var installation = new Installation(folder, logs, size, tally);
        try {
            Stream.<Runnable>of(
                            installation.postgres::start, installation.kafka::start, installation.mongoServer::start)
                    .map(CompletableFuture::runAsync)
                    .toList()
                    .forEach(CompletableFuture::join);
            installation.services.forEach(ServiceInstance::start);
            installation.awaitReady();
            installation.supervisor.execute(installation::supervise);
            return installation;
        } catch (RuntimeException | AssertionError e) {
            installation.close();
            throw e;
        }
    }

    private void add(String service, int count, Map<String, String> environment, Path logs, Tally tally) {
        for (var number = 1; number <= count; number++) {
            var own = new HashMap<>(environment);
            own.put(MANAGEMENT_PORT, String.valueOf(Port.free()));
            if (service.equals("api")) {
                var port = Port.free();
                own.put(API_PORT, String.valueOf(port));
                apis.add(URI.create("http://127.0.0.1:" + port));
            }
            services.add(new ServiceInstance(service, number, MAINS.get(service), own, logs, tally));
        }
    }

    private Map<String, String> environment(String mongoUri) {
        return Map.of(
                "VENTES_POSTGRES_HOST",
                Server.HOST,
                "VENTES_POSTGRES_PORT",
                String.valueOf(postgres.port()),
                "VENTES_POSTGRES_PASSWORD",
                passwords.application(),
                "VENTES_KAFKA_BOOTSTRAP_SERVERS",
                kafka(),
                "VENTES_MONGODB_URI",
                mongoUri,
                "VENTES_MONGODB_DATABASE",
                database);
    }

    private MongoClientSettings mongoSettings(String uri) {
        return new MongoConfig(new Secret(uri), database, Duration.ofSeconds(3)).settings("kill-test");
    }

    private void supervise() {
        while (!supervisor.isShutdown()) {
            services.forEach(ServiceInstance::revive);
            Pause.ofMillis(250);
        }
    }

    /** What faults strike: services and servers. */
    List<Target> targets() {
        var targets = new ArrayList<Target>(services);
        targets.addAll(servers);
        return targets;
    }

    ServiceInstance service(String name) {
        return services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until every service is ready; a standby is. */
    void awaitReady() {
        services.forEach(this::awaitReady);
    }

    private void awaitReady(ServiceInstance service) {
        await(service.name())
                .atMost(STARTING)
                .untilAsserted(
                        () -> assertThat(service.ready(http)).as(service.name()).contains("\"status\":\"UP\""));
    }

    List<URI> apis() {
        return apis;
    }

    String kafka() {
        return Server.HOST + ":" + kafka.port();
    }

    ViewCollections view() {
        return ViewCollections.of(mongo, database);
    }

    /** What MongoDB it is, in a line. */
    String mongo() {
        return mongoDescription;
    }

    /** A session that does not wait for ever for a server that was killed. */
    Connection postgres() throws SQLException {
        return DriverManager.getConnection(
                postgres.jdbcUrl() + "?connectTimeout=5&socketTimeout=60", "ventes", passwords.application());
    }

    @Override
    public void close() {
        // Nobody starts again what is stopped from here on.
        supervisor.shutdownNow();
        supervisor.close();
        for (var service : services.reversed()) {
            if (service.wasStarted()) {
                service.stop();
            }
        }
        try {
            Mono.from(view().database().drop()).block(Duration.ofSeconds(20));
        } catch (RuntimeException gone) {
            // A MongoDB that was given keeps what it has; one of ours goes with its folder.
        }
        mongo.close();
        http.close();
        mongoServer.close();
        kafka.close();
        postgres.close();
    }
}
