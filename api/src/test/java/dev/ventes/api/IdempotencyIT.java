package dev.ventes.api;

import static dev.ventes.api.ApiFixture.LAPTOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.api.read.Reply;
import dev.ventes.infra.Port;
import dev.ventes.infra.process.JavaProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of the API, and callers who send again what was not answered. */
class IdempotencyIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    static Path folder;

    private static ApiFixture it;
    private static Api other;

    private final String key = UUID.randomUUID().toString();

    @BeforeAll
    static void start() throws Exception {
        it = new ApiFixture(folder);
        other = Api.start(ApiFixture.config(it.kafka.bootstrapServers(), it.mongo.uri(), 0));
    }

    @AfterAll
    static void stop() {
        other.service().close();
        it.close();
    }

    @BeforeEach
    void forget() {
        it.forgetSales();
    }

    @Test
    void theSameKeyIsTheSameAnswerWhateverBecameOfTheSale() throws Exception {
        var first = create(it.port(), key, LAPTOP);
        assertThat(first.statusCode()).isEqualTo(201);

        assertSame(first, create(other.port(), key, LAPTOP));
        assertSame(first, create(other.port(), '"' + key + '"', LAPTOP));
        it.patch(id(first), "{\"quantite\": 3}");
        assertSame(first, create(other.port(), key, LAPTOP));
        it.delete(id(first));
        assertSame(first, create(it.port(), key, LAPTOP));
        it.forgetSales();
        assertSame(first, create(other.port(), key, LAPTOP));

        assertThat(sales()).isEmpty();
    }

    @Test
    void anotherBodyIsRefusedAndAnotherSpellingIsNot() throws Exception {
        var first =
                create(it.port(), key, "{\"produit\": \"A\", \"quantite\": 2, \"prix_unitaire\": 5.0, \"x\": [1.50]}");

        var respelled = create(
                other.port(), key, "{\"x\":[1.5],\"prix_unitaire\":5.00,\"quantite\":2.0,\"produit\":\"\\u0041\"}");
        var another = create(
                other.port(), key, "{\"produit\": \"A\", \"quantite\": 2, \"prix_unitaire\": 5.1, \"x\": [1.50]}");

        assertSame(first, respelled);
        assertThat(another.statusCode()).isEqualTo(422);
        assertThat(another.body()).contains("urn:problem-type:ventes:idempotency-key-reused");
        assertThat(sales()).hasSize(1);
    }

    @Test
    void whoComeAtOnceCreateOneSaleAndAreAnsweredTheSame() throws Exception {
        var asked = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var i = 0; i < 16; i++) {
            var port = i % 2 == 0 ? it.port() : other.port();
            asked.add(CompletableFuture.supplyAsync(() -> unchecked(port)));
        }
        var answers = asked.stream().map(CompletableFuture::join).toList();

        assertThat(answers).allSatisfy(answer -> assertSame(answers.getFirst(), answer));
        assertThat(answers.getFirst().statusCode()).isEqualTo(201);
        assertThat(sales()).hasSize(1);
    }

    @Test
    void aNumberThatAnotherSaleHasIsSteppedOverAndTheKeyKeepsTheNewOne() throws Exception {
        var before = id(create(it.port(), "before-" + key, LAPTOP));
        for (var above = before + 1; above <= before + 120; above++) {
            it.transformer.store(Sales.document(above));
        }

        var first = create(it.port(), key, LAPTOP);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(id(first)).isGreaterThan(before + 120);
        assertSame(first, create(other.port(), key, LAPTOP));
    }

    @Test
    void aCrashBetweenTheAppendAndTheAnswerLeavesOneSale() throws Exception {
        var port = Port.free();
        var end = logEnd();
        try (var process = JavaProcess.start(
                ApiMain.class,
                Map.of(
                        "VENTES_KAFKA_BOOTSTRAP_SERVERS", it.kafka.bootstrapServers(),
                        "VENTES_MONGODB_URI", it.mongo.uri(),
                        "VENTES_MONGODB_DATABASE", it.view.database().getName(),
                        "VENTES_TOPICS_PARTITIONS", "3",
                        "VENTES_API_PORT", String.valueOf(port),
                        "VENTES_API_WAIT", "1m",
                        "VENTES_MANAGEMENT_PORT", String.valueOf(Port.free())),
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                folder.resolve("crashing.log"))) {
            process.awaitSaid("the API listens", PATIENCE);
            it.transformer.hold();
            var unanswered = CompletableFuture.supplyAsync(() -> unchecked(port));
            await().atMost(PATIENCE).until(() -> logEnd() > end);
            process.kill();
            await().atMost(PATIENCE).until(unanswered::isDone);
            assertThat(unanswered).isCompletedExceptionally();
        } finally {
            it.transformer.goOn();
        }

        var answer = create(it.port(), key, LAPTOP);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(sales()).containsExactly(id(answer));
        assertThat(logEnd() - end).isBetween(1L, 2L);
    }

    @Test
    void withoutMongoDbNothingIsAppended() throws Exception {
        assumeThat(it.mongo.isReal())
                .as("a server that others may use is not stopped")
                .isFalse();
        var end = logEnd();
        it.mongo.stop();
        try {
            var answer = create(it.port(), key, LAPTOP);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(logEnd()).isEqualTo(end);
        } finally {
            it.mongo.start();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(create(it.port(), key, LAPTOP).statusCode()).isEqualTo(201));
    }

    private static HttpResponse<String> create(int port, String key, String body) throws Exception {
        return it.send(it.request(port, "/ventes")
                .POST(ApiFixture.body(body))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key));
    }

    private HttpResponse<String> unchecked(int port) {
        try {
            return create(port, key, LAPTOP);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertSame(HttpResponse<String> first, HttpResponse<String> again) {
        assertThat(again.statusCode()).as(again.body()).isEqualTo(first.statusCode());
        assertThat(again.body()).isEqualTo(first.body());
        for (var header : List.of("Location", "ETag")) {
            assertThat(again.headers().firstValue(header))
                    .isEqualTo(first.headers().firstValue(header));
        }
    }

    private static long id(HttpResponse<String> created) {
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        var location = created.headers().firstValue("Location").orElseThrow();
        return Long.parseLong(location.substring("/ventes/".length()));
    }

    private static List<Long> sales() {
        return Reply.all(it.view.ventes().find().limit(1000)).await().stream()
                .map(sale -> sale.id())
                .toList();
    }

    /** How many records were ever appended. */
    private static long logEnd() {
        var settings = new HashMap<String, Object>(Map.of("bootstrap.servers", it.kafka.bootstrapServers()));
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor("ventes.changes").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }
}
