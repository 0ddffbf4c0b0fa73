package dev.ventes.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.log.Change;
import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.service.Service;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.infra.Port;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.MongoServer;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** The transformer on a real Kafka and whatever MongoDB there is; the log is written by the test. */
class TransformerIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int PARTITIONS = 3;
    private static final Map<String, Object> ROW =
            Map.of("produit", "Laptop", "quantite", 2L, "prix_unitaire", new BigDecimal("500.00"));

    @TempDir
    static Path folder;

    private static KafkaServer kafka;
    private static MongoServer mongo;
    private static MongoClient client;
    private static int runs;

    private final Map<Service, Integer> services = new HashMap<>();
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private String name;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void startServers() {
        kafka = new KafkaServer(folder.resolve("kafka"), 0);
        kafka.start();
        mongo = MongoServer.start(MongoServer.Options.of(folder.resolve("mongo"), 0));
        client = MongoClients.create(mongo.uri());
        System.out.println("transformer on " + mongo.describe());
    }

    @AfterAll
    static void stopServers() {
        client.close();
        mongo.close();
        kafka.close();
    }

    @BeforeEach
    void start() throws Exception {
        name = "t" + System.nanoTime() + "_" + runs++;
        startTransformer();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        services.keySet().forEach(Service::close);
        producer.close();
    }

    @Test
    void aChangeIsPublishedAppliedAndAnnounced() throws Exception {
        var sent = api(Op.CREATE, 5, new Expectation.Absent());

        await().atMost(SOON).untilAsserted(() -> assertThat(view()).containsKey(5L));
        assertThat(view().get(5L).montantTotal()).isEqualTo(new BigDecimal("1000.00"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(progress())
                        .anySatisfy(progress -> assertThat(progress)
                                .isInstanceOfSatisfying(Progress.Applied.class, applied -> {
                                    assertThat(applied.partition()).isEqualTo(sent.partition());
                                    assertThat(applied.offset()).isEqualTo(sent.offset());
                                })));
        assertThat(read(name + ".enriched")).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo(SaleKey.of(5));
            assertThat(text(record)).contains("\"op\":\"c\"", "\"before\":null", "\"montant_total\":\"1000.00\"");
        });
    }

    @Test
    void aRefusedWriteIsAnnouncedAndNeverEnriched() throws Exception {
        var sent = api(Op.UPDATE, 5, new Expectation.Present());

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(progress())
                        .anySatisfy(progress -> assertThat(progress)
                                .isInstanceOfSatisfying(
                                        Progress.Refused.class,
                                        refused -> assertThat(refused.refusals())
                                                .containsExactly(new Progress.Refusal(
                                                        sent.offset(), Progress.Condition.NOT_THERE)))));
        assertThat(read(name + ".enriched")).isEmpty();
        assertThat(view()).isEmpty();
    }

    @Test
    void theEndOfASnapshotRemovesWhatWasNotRead() throws Exception {
        marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        for (var id = 1L; id <= 3000; id++) {
            postgres("r", id, 1, 0);
        }
        marks(ChangeEncoder.encode(new Mark.End(1)), 1);
        api(Op.CREATE, 1_000_000_000, new Expectation.Absent());
        await().atMost(SOON).untilAsserted(() -> assertThat(view()).hasSize(3001));

        marks(ChangeEncoder.encode(new Mark.Start(2, true)), 2);
        for (var id = 1L; id <= 3000; id += 3) {
            postgres("r", id, 2, 0);
        }
        marks(ChangeEncoder.encode(new Mark.End(2)), 2);

        await().atMost(SOON).untilAsserted(() -> assertThat(view()).hasSize(1001));
        assertThat(view()).containsKeys(1L, 4L, 1_000_000_000L).doesNotContainKeys(2L, 3L);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(read(name + ".enriched"))
                        .filteredOn(record -> record.value() == null)
                        .hasSize(2000));
    }

    @Test
    void aTruncateRemovesWhatPostgresHeldAndNotWhatTheApiMade() throws Exception {
        marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        for (var id = 1L; id <= 100; id++) {
            postgres("c", id, 1, id);
        }
        api(Op.CREATE, 1_000_000_000, new Expectation.Absent());
        marks(
                "{\"op\":\"t\",\"source\":{\"connector\":\"postgresql\",\"lsn\":200,\"ts_us\":200}}"
                        .getBytes(StandardCharsets.UTF_8),
                1);
        for (var id = 1L; id <= 10; id++) {
            postgres("c", id, 1, 300 + id);
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(view()).hasSize(11));
        assertThat(view()).containsKeys(1L, 10L, 1_000_000_000L).doesNotContainKey(11L);
    }

    @Test
    void anotherInstanceCarriesOnWhereTheFirstStopped() throws Exception {
        marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        for (var id = 1L; id <= 500; id++) {
            postgres("c", id, 1, id);
        }
        startTransformer();
        for (var id = 501L; id <= 1000; id++) {
            postgres("c", id, 1, id);
        }
        services.keySet().iterator().next().close();
        for (var id = 1001L; id <= 1500; id++) {
            postgres("c", id, 1, id);
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(view()).hasSize(1500));
        assertThat(read(name + ".enriched").stream().map(TransformerIT::text).distinct())
                .hasSize(1500);
        assertThat(read(name + ".rejected")).isEmpty();
    }

    @Test
    void mongoOutageDelaysButLosesNothing() throws Exception {
        assumeTrue(System.getenv("MONGODB_URI") == null, "the server is not ours");
        marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        postgres("c", 1, 1, 1);
        await().atMost(SOON).untilAsserted(() -> assertThat(view()).hasSize(1));

        mongo.stop();
        try {
            for (var id = 2L; id <= 200; id++) {
                postgres("c", id, 1, id);
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(ready()).contains("\"DOWN\"", "mongodb"));
        } finally {
            mongo.start();
        }

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(view()).hasSize(200));
        await().atMost(SOON).untilAsserted(() -> assertThat(ready()).contains("\"status\":\"UP\""));
        assertThat(read(name + ".rejected")).isEmpty();
    }

    private void startTransformer() throws Exception {
        var port = Port.free();
        var environment = Map.of(
                "VENTES_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "VENTES_MONGODB_URI", mongo.uri(),
                "VENTES_MONGODB_DATABASE", name,
                "VENTES_TOPICS_PREFIX", name,
                "VENTES_TOPICS_PARTITIONS", String.valueOf(PARTITIONS),
                "VENTES_TRANSFORMER_GROUP", name,
                "VENTES_MANAGEMENT_PORT", String.valueOf(port));
        services.put(Transformer.start(Configuration.read(environment, TransformerConfig::read)), port);
    }

    private String ready() throws Exception {
        var port = services.values().iterator().next();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"));
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private RecordMetadata api(Op op, long id, Expectation expects) throws Exception {
        var change = new Change.FromApi(id, op, Columns.of(ROW), "e" + id, Instant.now(), expects);
        var record = new ProducerRecord<>(name + ".changes", SaleKey.of(id), ChangeEncoder.encode(change));
        CloudEvent.add(record.headers(), change.eventId(), "/test", CloudEvent.CHANGE, change.madeAt());
        return producer.send(record).get();
    }

    private void postgres(String op, long id, long term, long lsn) {
        var value = """
                {"before":null,"after":{"id":%d,"produit":"Laptop","quantite":2,"prix_unitaire":"500.00"},\
                "source":{"connector":"postgresql","lsn":%d,"ts_us":%d},"op":"%s"}""".formatted(id, lsn, lsn, op);
        var record = new ProducerRecord<>(name + ".changes", SaleKey.of(id), value.getBytes(StandardCharsets.UTF_8));
        CloudEvent.add(record.headers(), "pg-" + id + "-" + lsn, "/test", CloudEvent.CHANGE, Instant.EPOCH);
        CloudEvent.add(record.headers(), CloudEvent.TERM, String.valueOf(term));
        sent.add(producer.send(record));
    }

    private void marks(byte[] value, long term) throws Exception {
        for (var partition = 0; partition < PARTITIONS; partition++) {
            var record = new ProducerRecord<byte[], byte[]>(name + ".changes", partition, null, value);
            CloudEvent.add(record.headers(), "mark", "/test", CloudEvent.MARK, Instant.EPOCH);
            CloudEvent.add(record.headers(), CloudEvent.TERM, String.valueOf(term));
            producer.send(record).get();
        }
    }

    private Map<Long, SaleDocument> view() {
        var sales = new HashMap<Long, SaleDocument>();
        Flux.from(ViewCollections.of(client, name).ventes().find())
                .filter(sale -> !sale.deleted())
                .doOnNext(sale -> sales.put(sale.id(), sale))
                .then()
                .block();
        return sales;
    }

    private List<Progress> progress() {
        return read(name + ".progress").stream()
                .flatMap(record -> ProgressJson.decode(record).stream())
                .toList();
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }
}
