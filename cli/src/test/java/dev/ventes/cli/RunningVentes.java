package dev.ventes.cli;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.api.Api;
import dev.ventes.api.ApiConfig;
import dev.ventes.connector.Connector;
import dev.ventes.connector.ConnectorConfig;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.service.Service;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Port;
import dev.ventes.infra.Servers;
import dev.ventes.transformer.Transformer;
import dev.ventes.transformer.TransformerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.bson.BsonDocument;
import reactor.core.publisher.Mono;

/** The three services on the embedded servers, and the program beside them. One for all tests, started when needed. */
public final class RunningVentes implements AutoCloseable {
    public static final Duration SOON = Duration.ofSeconds(60);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Passwords passwords;
    private final Servers servers;
    private final Map<String, String> environment;
    private final HttpClient http = HttpClient.newHttpClient();
    private final MongoClient mongo;
    private final Service transformer;
    private final Service api;
    private Service connector;

    /** What a command said, and how it ended. */
    public record Said(int exitCode, String out, String err) {
        public JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (IOException noJson) {
                throw new UncheckedIOException(out + err, noJson);
            }
        }
    }

    RunningVentes() throws Exception {
        folder = Files.createTempDirectory("ventes-cli");
        passwords = Passwords.keptIn(folder);
        servers = Servers.start(folder, Servers.Ports.FREE, passwords);
        environment = environment();
        mongo = MongoClients.create(servers.mongo().uri());
        transformer = Transformer.start(Configuration.read(own(), TransformerConfig::read));
        startConnector();
        api = Api.start(Configuration.read(own(), ApiConfig::read)).service();
        await().atMost(SOON).until(() -> run("doctor").exitCode() == 0 && verify().exitCode() == 0);
    }

    private Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        environment.put(
                "VENTES_POSTGRES_PORT", String.valueOf(servers.postgres().port()));
        environment.put("VENTES_POSTGRES_PASSWORD", passwords.application());
        environment.put("VENTES_KAFKA_BOOTSTRAP_SERVERS", servers.kafka().bootstrapServers());
        environment.put("VENTES_MONGODB_URI", servers.mongo().uri());
        environment.put(
                "VENTES_MONGODB_DATABASE",
                "ventes_test_" + ProcessHandle.current().pid());
        environment.put("VENTES_TOPICS_PARTITIONS", "3");
        environment.put("VENTES_API_PORT", String.valueOf(Port.free()));
        environment.put("VENTES_CONNECTOR_HEARTBEAT_INTERVAL", "200ms");
        return Map.copyOf(environment);
    }

    private Map<String, String> own() {
        return with("VENTES_MANAGEMENT_PORT", "0");
    }

    public void startConnector() throws Exception {
        connector = Connector.start(Configuration.read(own(), ConnectorConfig::read));
    }

    public void stopConnector() {
        connector.close();
    }

    /** The environment with one variable otherwise. */
    public Map<String, String> with(String variable, String value) {
        var other = new HashMap<>(environment);
        other.put(variable, value);
        return other;
    }

    public Map<String, String> configuration() {
        return environment;
    }

    public String password() {
        return passwords.application();
    }

    /** Runs the program. */
    public Said run(String... arguments) {
        return run(environment, arguments);
    }

    public static Said run(Map<String, String> environment, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        var exitCode = Ventes.run(environment, console, arguments);
        return new Said(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    public Said verify() {
        return run("verify", "--json");
    }

    /** Runs SQL statements as the table's owner. */
    public void sql(String... statements) throws SQLException {
        try (var session = servers.postgres().connect()) {
            execute(session, statements);
        }
    }

    public void sqlAsSuperuser(String... statements) throws SQLException {
        try (var session = servers.postgres().connectAsSuperuser("salesdb")) {
            execute(session, statements);
        }
    }

    private static void execute(Connection session, String... statements) throws SQLException {
        try (var sql = session.createStatement()) {
            for (var statement : statements) {
                sql.execute(statement);
            }
        }
    }

    public Connection postgres() throws SQLException {
        return servers.postgres().connect();
    }

    public ViewCollections view() {
        return ViewCollections.of(mongo, environment.get("VENTES_MONGODB_DATABASE"));
    }

    /** The collection of sales, for whoever changes it behind everybody's back. */
    public com.mongodb.reactivestreams.client.MongoCollection<BsonDocument> sales() {
        return view().ventes().withDocumentClass(BsonDocument.class);
    }

    public String kafka() {
        return servers.kafka().bootstrapServers();
    }

    public HttpResponse<String> send(String method, String path, String json) throws IOException, InterruptedException {
        var body = json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json);
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + environment.get("VENTES_API_PORT") + path))
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws IOException {
        api.close();
        connector.close();
        transformer.close();
        Mono.from(view().database().drop()).block();
        mongo.close();
        http.close();
        servers.close();
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
