package dev.ventes.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoDatabase;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.log.Change;
import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Expectation;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.bson.Document;
import reactor.core.publisher.Flux;

/** Transformers on topics and a database of their own; the log is written by the test. */
final class TransformerFixture implements AutoCloseable {
    static final int PARTITIONS = 3;
    private static final Map<String, Object> ROW = Map.of(
            "produit",
            "Laptop",
            "quantite",
            2L,
            "prix_unitaire",
            new BigDecimal("500.00"),
            "date_vente",
            Instant.EPOCH);
    private static int made;

    private final String name = "t" + System.nanoTime() + "_" + made++;
    private final KafkaServer kafka;
    private final MongoServer mongo;
    private final MongoClient client;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<Service, Integer> services = new LinkedHashMap<>();
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    TransformerFixture(KafkaServer kafka, MongoServer mongo) throws Exception {
        this.kafka = kafka;
        this.mongo = mongo;
        client = MongoClients.create(mongo.uri());
        startTransformer();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    String topic(String kind) {
        return name + "." + kind;
    }

    CompletableFuture<Void> firstEnded() {
        return services.keySet().iterator().next().ended();
    }

    void stopTransformer() {
        var first = services.keySet().iterator().next();
        services.remove(first);
        first.close();
    }

    @Override
    public void close() {
        services.keySet().forEach(Service::close);
        producer.close();
        client.close();
    }

    void startTransformer() throws Exception {
        var config = config();
        services.put(Transformer.start(config), config.management().port());
    }

    /** Of an instance on these topics and this database, with a port of its own. */
    TransformerConfig config() {
        var environment = Map.of(
                "VENTES_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "VENTES_MONGODB_URI", mongo.uri(),
                "VENTES_MONGODB_DATABASE", name,
                "VENTES_TOPICS_PREFIX", name,
                "VENTES_TOPICS_PARTITIONS", String.valueOf(PARTITIONS),
                "VENTES_TRANSFORMER_GROUP", name,
                "VENTES_MANAGEMENT_PORT", String.valueOf(Port.free()));
        return Configuration.read(environment, TransformerConfig::read);
    }

    String ready() throws Exception {
        var port = services.values().iterator().next();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"));
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    RecordMetadata api(Op op, long id, Expectation expects) throws Exception {
        return api(op, id, expects, Instant.now());
    }

    /** @param logged the record's own time stamp */
    RecordMetadata api(Op op, long id, Expectation expects, Instant logged) throws Exception {
        var columns = op == Op.DELETE ? null : Columns.of(ROW);
        return append(new Change.FromApi(id, op, columns, false, "e" + id, logged, expects, Optional.empty()));
    }

    RecordMetadata patch(long id, Map<String, Object> patch, String by) throws Exception {
        var now = Instant.now();
        return append(new Change.FromApi(
                id, Op.UPDATE, Columns.of(patch), true, "e" + id, now, new Expectation.Present(), Optional.of(by)));
    }

    private RecordMetadata append(Change.FromApi change) throws Exception {
        var logged = change.madeAt().toEpochMilli();
        var record = new ProducerRecord<>(
                topic("changes"), null, logged, SaleKey.of(change.id()), ChangeEncoder.encode(change));
        CloudEvent.add(record.headers(), change.eventId(), "/test", CloudEvent.CHANGE, change.madeAt());
        change.subject().ifPresent(by -> CloudEvent.add(record.headers(), CloudEvent.SUBJECT, by));
        return producer.send(record).get();
    }

    void postgres(String op, long id, long term, long lsn) {
        var value = """
                {"before":null,"after":{"id":%d,"produit":"Laptop","quantite":2,"prix_unitaire":"500.00"},\
                "source":{"connector":"postgresql","lsn":%d,"ts_us":%d},"op":"%s"}""".formatted(id, lsn, lsn, op);
        var record = new ProducerRecord<>(topic("changes"), SaleKey.of(id), value.getBytes(StandardCharsets.UTF_8));
        CloudEvent.add(record.headers(), "pg-" + id + "-" + lsn, "/test", CloudEvent.CHANGE, Instant.EPOCH);
        CloudEvent.add(record.headers(), CloudEvent.TERM, String.valueOf(term));
        sent.add(producer.send(record));
    }

    /** Something of this value, for the sale of this id. */
    RecordMetadata raw(long id, byte[] value, long term) throws Exception {
        var record = new ProducerRecord<>(topic("changes"), SaleKey.of(id), value);
        CloudEvent.add(record.headers(), "raw-" + id, "/test", CloudEvent.CHANGE, Instant.EPOCH);
        CloudEvent.add(record.headers(), CloudEvent.TERM, String.valueOf(term));
        return producer.send(record).get();
    }

    void truncate(long lsn, long term) throws Exception {
        var value =
                "{\"op\":\"t\",\"source\":{\"connector\":\"postgresql\",\"lsn\":" + lsn + ",\"ts_us\":" + lsn + "}}";
        marks(value.getBytes(StandardCharsets.UTF_8), term);
    }

    void marks(byte[] value, long term) throws Exception {
        for (var partition = 0; partition < PARTITIONS; partition++) {
            var record = new ProducerRecord<byte[], byte[]>(topic("changes"), partition, null, value);
            CloudEvent.add(record.headers(), "mark", "/test", CloudEvent.MARK, Instant.EPOCH);
            CloudEvent.add(record.headers(), CloudEvent.TERM, String.valueOf(term));
            producer.send(record).get();
        }
    }

    Map<Long, SaleDocument> view() {
        var sales = documents();
        sales.values().removeIf(SaleDocument::deleted);
        return sales;
    }

    /** The view with the markers of deleted sales. */
    Map<Long, SaleDocument> documents() {
        var sales = new HashMap<Long, SaleDocument>();
        Flux.from(ViewCollections.of(client, name).ventes().find())
                .doOnNext(sale -> sales.put(sale.id(), sale))
                .then()
                .block();
        return sales;
    }

    /** What was sent without waiting is in the log. */
    void flush() throws Exception {
        for (var one : sent) {
            one.get();
        }
        sent.clear();
    }

    /** Progress has passed everything that is in the log. */
    void assertAllApplied() {
        var ends = new HashMap<Integer, Long>();
        read("changes").forEach(record -> ends.merge(record.partition(), record.offset(), Math::max));
        var applied = new HashMap<Integer, Long>();
        for (var progress : progress()) {
            if (progress instanceof Progress.Applied one) {
                applied.put(one.partition(), one.offset());
            }
        }
        assertThat(applied).containsAllEntriesOf(ends);
    }

    ViewCollections collections() {
        return ViewCollections.of(client, name);
    }

    MongoDatabase database() {
        return client.getDatabase(name);
    }

    /** How many sales the derived view has counted in the end. */
    long counted() {
        KeptFigures.await(database());
        return Flux.from(client.getDatabase(name)
                        .getCollection("ventes_par_periode")
                        .find(Filters.eq("groupe", "tout")))
                .map(bucket -> bucket.get("ventes", Document.class).getLong("nombre"))
                .reduce(0L, Long::sum)
                .block();
    }

    List<Progress> progress() {
        return read("progress").stream()
                .flatMap(record -> ProgressJson.decode(record).stream())
                .toList();
    }

    static String text(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    List<ConsumerRecord<byte[], byte[]>> read(String kind) {
        var topic = topic(kind);
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
