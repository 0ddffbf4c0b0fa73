package dev.ventes.app.e2e;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoDatabase;
import dev.ventes.api.Api;
import dev.ventes.api.ApiConfig;
import dev.ventes.cli.verify.PeriodicVerification;
import dev.ventes.connector.Connector;
import dev.ventes.connector.ConnectorConfig;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.infra.Port;
import dev.ventes.transformer.Transformer;
import dev.ventes.transformer.TransformerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.bson.conversions.Bson;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The three services, and the verifier where it is asked for, on whatever servers, and what a test asks of them. */
public final class Pipeline implements AutoCloseable {
    private static final List<String> SERVICES = List.of("transformer", "connector", "api");

    private final Endpoints endpoints;
    private final Launcher launcher;
    private final Map<String, String> environment;
    private final Map<String, Integer> management =
            Map.of("connector", Port.free(), "transformer", Port.free(), "api", Port.free(), "verifier", Port.free());
    private final Map<String, Running> services = new LinkedHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final MongoClient mongo;
    private final ViewCollections view;

    /** A service, wherever it runs. */
    interface Running {
        void stop();
    }

    /** Where a service runs. */
    interface Launcher {
        Running launch(String service, Map<String, String> environment) throws Exception;
    }

    /** In this JVM. */
    static Running here(String service, Map<String, String> environment) throws Exception {
        return switch (service) {
            case "transformer" -> Transformer.start(Configuration.read(environment, TransformerConfig::read))::close;
            case "connector" -> Connector.start(Configuration.read(environment, ConnectorConfig::read))::close;
            case "verifier" ->
                PeriodicVerification.start(environment, Duration.ofMillis(100)).service()::close;
            case "api" ->
                Api.start(Configuration.read(environment, ApiConfig::read)).service()::close;
            default -> throw new IllegalArgumentException(service);
        };
    }

    Pipeline(Endpoints endpoints, Launcher launcher) throws Exception {
        this.endpoints = endpoints;
        this.launcher = launcher;
        this.environment = endpoints.environment();
        System.out.println("end to end on " + endpoints.mongo());
        mongo = MongoClients.create(endpoints.mongoUri());
        view = ViewCollections.of(mongo, environment.get("VENTES_MONGODB_DATABASE"));
        for (var service : SERVICES) {
            launch(service);
        }
    }

    /** Starts the service, or starts it again. */
    void launch(String service) throws Exception {
        launch(service, Map.of());
    }

    /** Starts the service with another environment. */
    void launch(String service, Map<String, String> otherwise) throws Exception {
        var own = new HashMap<>(environment);
        own.putAll(otherwise);
        own.put("VENTES_MANAGEMENT_PORT", String.valueOf(management.get(service)));
        services.put(service, launcher.launch(service, own));
    }

    /** Starts a further instance of the service, which the caller stops. */
    Running launchAnother(String service, Map<String, String> otherwise) throws Exception {
        var own = new HashMap<>(environment);
        own.putAll(otherwise);
        return launcher.launch(service, own);
    }

    void stop(String service) {
        services.get(service).stop();
    }

    /** What its services are told, but for their management ports. */
    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    Endpoints endpoints() {
        return endpoints;
    }

    public Connection postgres() throws SQLException {
        return endpoints.postgres();
    }

    /** Runs SQL statements, each in a transaction of its own. */
    public void sql(String... statements) throws SQLException {
        try (var connection = postgres();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    public URI api() {
        return URI.create("http://127.0.0.1:" + environment.get("VENTES_API_PORT"));
    }

    /** Everything that a topic of it holds now. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return Topic.read(kafka(), topic);
    }

    /** As anybody might who is let into Kafka; up to 2 MB. */
    void write(ProducerRecord<byte[], byte[]> record) throws InterruptedException, ExecutionException {
        var settings = Map.<String, Object>of("bootstrap.servers", kafka(), "max.request.size", 2_000_000);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    public String kafka() {
        return environment.get("VENTES_KAFKA_BOOTSTRAP_SERVERS");
    }

    /** Where the service's metrics are, on this machine. */
    int managementPort(String service) {
        return management.get(service);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    public HttpResponse<String> send(String method, String path, String json, String... headers)
            throws IOException, InterruptedException {
        var body = json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json);
        var request = HttpRequest.newBuilder(api().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body);
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        for (var i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    MongoDatabase database() {
        return view.database();
    }

    /** All live sales of the view. */
    public Map<Long, SaleDocument> view() {
        var sales = new HashMap<Long, SaleDocument>();
        Flux.from(view.ventes().find())
                .filter(sale -> !sale.deleted())
                .doOnNext(sale -> sales.put(sale.id(), sale))
                .then()
                .block();
        return sales;
    }

    /** How many live sales of the view are so. MongoDB counts: that is cheaper than reading them, which a wait does often. */
    long count(Bson filter) {
        return Mono.from(view.ventes().countDocuments(Filters.and(filter, Filters.exists("_sync.deleted", false))))
                .block();
    }

    /** One live sale of the view. */
    Optional<SaleDocument> view(long id) {
        return Mono.from(view.ventes().find(Filters.eq("_id", id)))
                .blockOptional()
                .filter(sale -> !sale.deleted());
    }

    /** What the service says of its readiness; what kept it from saying anything, where it is not there. */
    String ready(String service) throws InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + management.get(service) + "/health/ready");
        try {
            return http.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The service's own metrics, by name and labels. */
    Map<String, Double> metrics(String service) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + management.get(service) + "/metrics");
        var text = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        var metrics = new TreeMap<String, Double>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            var space = line.lastIndexOf(' ');
            metrics.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return metrics;
    }

    @Override
    public void close() {
        List.copyOf(services.values()).reversed().forEach(Running::stop);
        Mono.from(view.database().drop()).block();
        mongo.close();
        http.close();
    }
}
