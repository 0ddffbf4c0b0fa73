package dev.ventes.app.bench;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.api.Api;
import dev.ventes.api.ApiConfig;
import dev.ventes.connector.Connector;
import dev.ventes.connector.ConnectorConfig;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.service.Service;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.infra.Port;
import dev.ventes.infra.Server;
import dev.ventes.transformer.Transformer;
import dev.ventes.transformer.TransformerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The system under measurement: the three services in this JVM, on servers in processes of their own. */
final class Bed implements AutoCloseable {
    private static final String DATABASE = "salesdb_mongo";
    private static final Pattern LAG =
            Pattern.compile("ventes_transformer_lag_seconds_(sum|count)\\{source=\"(\\w+)\",stage=\"(\\w+)\"} (.+)");

    private final BenchServers servers;
    private final Map<String, String> environment;
    private final int transformerPort = Port.free();
    private final Service transformer;
    private final Api api;
    private final MongoClient mongo;
    private final ViewPosition position;
    private Service connector;
    private Map<String, double[]> lagBefore = Map.of();

    Bed(BenchServers servers) throws Exception {
        this.servers = servers;
        this.environment = Map.of(
                "VENTES_POSTGRES_PORT", String.valueOf(servers.postgres().port()),
                "VENTES_POSTGRES_PASSWORD", servers.password(),
                "VENTES_KAFKA_BOOTSTRAP_SERVERS",
                        Server.HOST + ":" + servers.kafka().port(),
                "VENTES_MONGODB_URI", servers.mongoUri(),
                "VENTES_MONGODB_DATABASE", DATABASE);
        transformer = Transformer.start(
                Configuration.read(with("VENTES_MANAGEMENT_PORT", transformerPort), TransformerConfig::read));
        var apiEnvironment = with("VENTES_MANAGEMENT_PORT", 0);
        apiEnvironment.put("VENTES_API_PORT", "0");
        api = Api.start(Configuration.read(apiEnvironment, ApiConfig::read));
        mongo = MongoClients.create(servers.mongoUri());
        position = new ViewPosition(Server.HOST + ":" + servers.kafka().port());
        startConnector();
    }

    private Map<String, String> with(String variable, int value) {
        var copy = new HashMap<>(environment);
        copy.put(variable, String.valueOf(value));
        return copy;
    }

    ConnectorConfig connectorConfig() {
        return Configuration.read(with("VENTES_MANAGEMENT_PORT", 0), ConnectorConfig::read);
    }

    void startConnector() throws Exception {
        connector = Connector.start(connectorConfig());
    }

    void stopConnector() {
        connector.close();
    }

    BenchServers servers() {
        return servers;
    }

    Connection postgres() throws SQLException {
        return servers.postgres().connect();
    }

    ViewCollections view() {
        return ViewCollections.of(mongo, DATABASE);
    }

    ViewPosition position() {
        return position;
    }

    URI api() {
        return URI.create("http://127.0.0.1:" + api.port());
    }

    URI ventes() {
        return URI.create(api() + "/ventes");
    }

    String bootstrapServers() {
        return environment.get("VENTES_KAFKA_BOOTSTRAP_SERVERS");
    }

    /** The mean of each stage since the last call, in milliseconds. */
    Map<String, Double> lagStages() throws IOException, InterruptedException {
        var now = new TreeMap<String, double[]>();
        try (var http = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + transformerPort + "/metrics");
            var scrape = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            scrape.lines().map(LAG::matcher).filter(m -> m.matches()).forEach(m -> {
                var stage = now.computeIfAbsent(m.group(2) + " " + m.group(3), name -> new double[2]);
                stage[m.group(1).equals("sum") ? 0 : 1] = Double.parseDouble(m.group(4));
            });
        }
        var means = new TreeMap<String, Double>();
        now.forEach((name, total) -> {
            var before = lagBefore.getOrDefault(name, new double[2]);
            if (total[1] > before[1]) {
                means.put(name, 1000 * (total[0] - before[0]) / (total[1] - before[1]));
            }
        });
        lagBefore = now;
        return means;
    }

    @Override
    public void close() {
        api.service().close();
        connector.close();
        transformer.close();
        position.close();
        mongo.close();
    }
}
