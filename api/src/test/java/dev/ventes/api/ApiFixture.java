package dev.ventes.api;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.api.read.Reply;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.MongoServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;

/** The API on real servers, with a stand-in for the transformer. One per test class. */
final class ApiFixture implements AutoCloseable {
    static final String LAPTOP = """
            {"produit": "Laptop", "quantite": 2, "prix_unitaire": 500.00, "date_vente": "2024-01-10T10:00:00Z",
             "client": "Dupont", "pays": "France"}""";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final KafkaServer kafka;
    final MongoServer mongo;
    final ViewCollections view;
    final StandInTransformer transformer;
    final Api api;

    private final MongoClient client;
    private final HttpClient http = HttpClient.newHttpClient();

    ApiFixture(Path folder) throws Exception {
        this(folder, Map.of());
    }

    /** Told otherwise than usual. */
    ApiFixture(Path folder, Map<String, String> settings) throws Exception {
        kafka = new KafkaServer(folder.resolve("kafka"), 0);
        kafka.start();
        mongo = MongoServer.start(MongoServer.Options.of(folder.resolve("mongo"), 0));
        var config = config(kafka.bootstrapServers(), mongo.uri(), settings);
        client = MongoClients.create(config.mongo().settings("test"));
        view = ViewCollections.of(client, config.mongo().database());
        Reply.all(view.database().drop()).await();
        Reply.all(view.createIndexes()).await();
        transformer = new StandInTransformer(kafka.bootstrapServers(), Topics.of(config.topics()), view);
        // Looks often: what the view is behind by, a test waits for.
        api = Api.start(config, Duration.ofMillis(250));
        awaitReady();
    }

    private void awaitReady() {
        var ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.managementPort() + "/health/ready"))
                .build();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
    }

    /** The same on the same servers: another instance. */
    Api another() throws Exception {
        return Api.start(config(kafka.bootstrapServers(), mongo.uri(), 0));
    }

    int port() {
        return api.port();
    }

    /** A second one on the same servers, told otherwise. To be closed. */
    Api another(Map<String, String> settings) throws Exception {
        return Api.start(config(kafka.bootstrapServers(), mongo.uri(), settings));
    }

    static ApiConfig config(String bootstrapServers, String mongoUri, int port) {
        return config(bootstrapServers, mongoUri, Map.of("VENTES_API_PORT", String.valueOf(port)));
    }

    /** Small and quick; {@code settings} wins. */
    static ApiConfig config(String bootstrapServers, String mongoUri, Map<String, String> settings) {
        var environment = new HashMap<>(Map.of(
                "VENTES_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers,
                "VENTES_TOPICS_PARTITIONS", "3",
                "VENTES_MONGODB_URI", mongoUri,
                "VENTES_MONGODB_DATABASE", "salesdb_mongo_api_test",
                "VENTES_MONGODB_TIMEOUT", "2s",
                "VENTES_MANAGEMENT_PORT", "0",
                "VENTES_API_PORT", "0",
                "VENTES_API_MAX_BODY_BYTES", String.valueOf(64 * 1024),
                "VENTES_API_WAIT", "1s",
                "VENTES_API_MAX_WRITES", "50"));
        environment.putAll(Map.of(
                "VENTES_API_STREAM_MAX_CLIENTS", "20",
                "VENTES_API_STREAM_HEARTBEAT", "1s",
                "VENTES_API_STREAM_RECENT_EVENTS", "1000",
                "VENTES_API_BATCH_MAX_LINES", "2000",
                "VENTES_API_BATCH_MAX_BYTES", String.valueOf(4 * 1024 * 1024)));
        environment.put("VENTES_API_MAX_EXPORTS", "2");
        environment.putAll(settings);
        return Configuration.readUnreached(environment, ApiConfig::read);
    }

    /** No sales, and the numbers begin again. */
    void forgetSales() {
        Reply.all(view.ventes().deleteMany(Filters.empty())).await();
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        var request = request(path).GET();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> post(String body, String... headers) throws IOException, InterruptedException {
        return send(withBody("POST", "/ventes", body, headers));
    }

    HttpResponse<String> put(long id, String body, String... headers) throws IOException, InterruptedException {
        return send(withBody("PUT", "/ventes/" + id, body, headers));
    }

    HttpResponse<String> patch(long id, String body, String... headers) throws IOException, InterruptedException {
        return send(withBody("PATCH", "/ventes/" + id, body, headers));
    }

    HttpResponse<String> delete(long id, String... headers) throws IOException, InterruptedException {
        var request = request("/ventes/" + id).DELETE();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path) {
        return request(api.port(), path);
    }

    /** To another instance. */
    HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
    }

    static HttpRequest.BodyPublisher body(String body) {
        return HttpRequest.BodyPublishers.ofString(body);
    }

    private HttpRequest.Builder withBody(String method, String path, String body, String... headers) {
        var request = request(path).method(method, body(body)).header("Content-Type", "application/json");
        return headers.length == 0 ? request : request.headers(headers);
    }

    @Override
    public void close() {
        http.close();
        api.service().close();
        transformer.close();
        client.close();
        mongo.close();
        kafka.close();
    }
}
