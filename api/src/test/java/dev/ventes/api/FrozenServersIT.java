package dev.ventes.api;

import static dev.ventes.api.ApiFixture.LAPTOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.api.read.Reply;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.infra.process.ServerProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that stand still: they take connections, and answer nothing. */
class FrozenServersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static ServerProcess kafka;
    private static ServerProcess mongo;
    private static MongoClient client;
    private static StandInTransformer transformer;
    private static Api api;
    private static HttpClient http;
    private static String sale;

    @BeforeAll
    static void start() throws Exception {
        kafka = ServerProcess.kafka(folder.resolve("kafka"), 0);
        mongo = ServerProcess.mongo(folder.resolve("mongo"), 0);
        kafka.start();
        mongo.start();
        var config = ApiFixture.config(
                "127.0.0.1:" + kafka.port(),
                "mongodb://127.0.0.1:" + mongo.port(),
                Map.of("VENTES_API_MAX_READS", "10"));
        client = MongoClients.create(config.mongo().uri().reveal());
        var view = ViewCollections.of(client, config.mongo().database());
        Reply.all(view.createIndexes()).await();
        transformer = new StandInTransformer(config.kafka().bootstrapServers(), Topics.of(config.topics()), view);
        api = Api.start(config);
        http = HttpClient.newHttpClient();
        var created = await().atMost(PATIENCE).until(FrozenServersIT::post, answer -> answer.statusCode() == 201);
        sale = created.headers().firstValue("Location").orElseThrow();
    }

    @AfterAll
    static void stop() {
        http.close();
        api.service().close();
        transformer.close();
        client.close();
        mongo.close();
        kafka.close();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
                .timeout(PATIENCE);
    }

    private static CompletableFuture<HttpResponse<String>> sent(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path) {
        return sent(request(path)).join();
    }

    private static HttpResponse<String> post() {
        return sent(request("/ventes")
                        .header("Content-Type", "application/json")
                        .POST(ApiFixture.body(LAPTOP)))
                .join();
    }

    @Test
    void aMongoDBThatHangsHoldsUpNobodyWhoNeedsItNot() {
        mongo.pause();
        try {
            var reads =
                    IntStream.range(0, 100).mapToObj(i -> sent(request(sale))).toList();

            // All of them before any of the reads has been given up.
            assertThat(get("/health/live").statusCode()).isEqualTo(200);
            assertThat(get("/docs").statusCode()).isEqualTo(200);
            assertThat(get("/ventes?limit=0").statusCode()).isEqualTo(400);
            assertThat(get("/nothing").statusCode()).isEqualTo(404);
            assertThat(get("/metrics").body()).contains("ventes_api_waiting_reads 10.0");
            var answers = reads.stream().map(CompletableFuture::join).toList();
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            });
            assertThat(answers)
                    .filteredOn(answer -> answer.body().contains("Too many reads"))
                    .hasSize(90);
            assertThat(get("/health/ready").body()).contains("\"mongodb\":\"DOWN\"");
        } finally {
            mongo.resume();
        }
        await().atMost(PATIENCE).until(() -> get(sale).statusCode() == 200);
        await().atMost(PATIENCE).until(() -> get("/metrics").body().contains("ventes_api_waiting_reads 0.0"));
    }

    @Test
    void aKafkaThatHangsHoldsUpNoRead() {
        kafka.pause();
        try {
            var writes = IntStream.range(0, 100)
                    .mapToObj(i -> sent(request("/ventes")
                            .header("Content-Type", "application/json")
                            .POST(ApiFixture.body(LAPTOP))))
                    .toList();

            for (var path : List.of(sale, "/ventes", "/health/live")) {
                assertThat(get(path).statusCode()).isEqualTo(200);
            }
            assertThat(writes).anyMatch(write -> !write.isDone());
            assertThat(writes.stream().map(CompletableFuture::join))
                    .allSatisfy(answer -> assertThat(answer.statusCode()).isIn(503, 504));
            assertThat(get(sale).statusCode()).isEqualTo(200);
        } finally {
            kafka.resume();
        }
        await().atMost(PATIENCE).until(() -> post().statusCode() == 201);
        await().atMost(PATIENCE).until(() -> get("/metrics").body().contains("ventes_api_waiting_writes 0.0"));
    }
}
