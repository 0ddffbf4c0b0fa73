package dev.ventes.transformer.rebuild;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.log.Change;
import dev.ventes.core.log.ChangeDecoder;
import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.service.Service;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.SaleVersion;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.MongoServer;
import dev.ventes.transformer.KeptFigures;
import dev.ventes.transformer.KeptHistory;
import dev.ventes.transformer.Transformer;
import dev.ventes.transformer.TransformerConfig;
import dev.ventes.transformer.derive.DerivedView;
import dev.ventes.transformer.fold.Entry;
import dev.ventes.transformer.fold.Fold;
import dev.ventes.transformer.fold.Outcome;
import dev.ventes.transformer.fold.PartitionState;
import dev.ventes.transformer.history.History;
import dev.ventes.transformer.publish.Fence;
import dev.ventes.transformer.publish.Publisher;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A transformer on topics and a database of its own, the log written by the test, and rebuilds beside it. */
final class RebuildFixture implements AutoCloseable {
    static final int PARTITIONS = 3;
    private static int made;

    private final KafkaServer kafka;
    private final MongoClient client;
    private final KafkaProducer<byte[], byte[]> producer;
    final TransformerConfig config;
    final ViewCollections view;
    final Topics topics;
    private Service transformer;
    private long lsn;

    RebuildFixture(KafkaServer kafka, MongoServer mongo) throws Exception {
        this.kafka = kafka;
        var name = "r" + System.nanoTime() + "_" + made++;
        config = Configuration.read(
                Map.of(
                        "VENTES_KAFKA_BOOTSTRAP_SERVERS",
                        kafka.bootstrapServers(),
                        "VENTES_MONGODB_URI",
                        mongo.uri(),
                        "VENTES_MONGODB_DATABASE",
                        name,
                        "VENTES_TOPICS_PREFIX",
                        name,
                        "VENTES_TOPICS_PARTITIONS",
                        String.valueOf(PARTITIONS),
                        "VENTES_TRANSFORMER_GROUP",
                        name,
                        "VENTES_TRANSFORMER_BATCH",
                        "50",
                        "VENTES_MANAGEMENT_PORT",
                        "0"),
                TransformerConfig::read);
        client = MongoClients.create(mongo.uri());
        view = ViewCollections.of(client, name);
        topics = Topics.of(config.topics());
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        startTransformer();
        mark(new Mark.Start(1, false));
    }

    void startTransformer() throws Exception {
        transformer = Transformer.start(config);
    }

    void stopTransformer() {
        transformer.close();
        transformer = null;
    }

    Rebuilt rebuild() throws Exception {
        try (var rebuilding = new Rebuilding(config, Duration.ofSeconds(5), QUIET)) {
            return rebuilding.run();
        }
    }

    private static final Watcher QUIET = new Watcher() {
        @Override
        public void reached(long records, double part) {}

        @Override
        public void says(String what) {}
    };

    /** A change of PostgreSQL's. */
    RecordMetadata postgres(String op, long id, int quantite, String prix) throws Exception {
        lsn++;
        var after = op.equals("d") ? "null" : """
                {"id":%d,"produit":"Vélo","quantite":%d,"prix_unitaire":"%s","date_vente":"2026-01-10T10:00:00Z",\
                "poids":1.0E7}""".formatted(id, quantite, prix);
        var value = """
                {"before":null,"after":%s,"source":{"connector":"postgresql","lsn":%d,"ts_us":%d},"op":"%s"}""".formatted(after, lsn, lsn * 1000, op);
        var record = new ProducerRecord<>(topics.changes(), SaleKey.of(id), value.getBytes(StandardCharsets.UTF_8));
        CloudEvent.add(record.headers(), "pg-" + id + "-" + lsn, "/test", CloudEvent.CHANGE, Instant.EPOCH);
        CloudEvent.add(record.headers(), CloudEvent.TERM, "1");
        return producer.send(record).get();
    }

    /** A write through the API. */
    RecordMetadata api(Op op, long id, int quantite, Expectation expects) throws Exception {
        var row = Columns.of(Map.of(
                "produit",
                "Tente",
                "quantite",
                (long) quantite,
                "prix_unitaire",
                new BigDecimal("10.00"),
                "date_vente",
                Instant.EPOCH));
        var change = new Change.FromApi(
                id,
                op,
                op == Op.DELETE ? null : row,
                false,
                "e" + id,
                Instant.ofEpochMilli(5),
                expects,
                Optional.empty());
        var record = new ProducerRecord<>(topics.changes(), SaleKey.of(id), ChangeEncoder.encode(change));
        CloudEvent.add(record.headers(), change.eventId(), "/test", CloudEvent.CHANGE, change.madeAt());
        return producer.send(record).get();
    }

    void mark(Mark mark) throws Exception {
        var value = mark instanceof Mark.Start start
                ? ChangeEncoder.encode(start)
                : ChangeEncoder.encode((Mark.ResyncStart) mark);
        for (var partition = 0; partition < PARTITIONS; partition++) {
            producer.send(new ProducerRecord<>(topics.changes(), partition, null, value))
                    .get();
        }
    }

    /** Publishes the sale so much further on in its partition, as a transformer does that is then struck dead. */
    SaleDocument publish(SaleDocument sale, long further) throws Exception {
        var position = sale.sync().position();
        var later = Moved.to(sale, sale.id(), new Position(position.epoch(), position.offset() + further));
        var fence = new Fence(Clock.systemUTC());
        fence.provedAt(Instant.now());
        var publisher = new Publisher(producer, topics, fence);
        publisher.enriched(new Outcome.Applied(Op.CREATE, null, later), topicId(), new RecordHeaders());
        publisher.await();
        return later;
    }

    private String topicId() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return new Members(admin, config.group()).idOf(topics.changes());
        }
    }

    /** The partitions for which a new snapshot was asked. */
    Set<Integer> snapshotsWanted() {
        return read(topics.progress()).stream()
                .flatMap(record -> ProgressJson.decode(record).stream())
                .filter(Progress.SnapshotWanted.class::isInstance)
                .map(wanted -> ((Progress.SnapshotWanted) wanted).partition())
                .collect(Collectors.toSet());
    }

    /** How many partitions a transformer has found held. */
    long heeded() {
        return Flux.from(view.partitions().find(Filters.exists("hold.seen")))
                .count()
                .block();
    }

    /** What the derived views have otherwise than their sales add up to. */
    Map<String, Figures> miscounted() {
        return KeptFigures.miscounted(
                view.database(), config.zone(), documents().values());
    }

    /** All documents, markers among them. */
    Map<Long, SaleDocument> documents() {
        var sales = new TreeMap<Long, SaleDocument>();
        Flux.from(view.ventes().find())
                .doOnNext(sale -> sales.put(sale.id(), sale))
                .then()
                .block();
        return sales;
    }

    Map<String, SaleVersion> history() {
        return KeptHistory.of(view);
    }

    NewView newView(String name) {
        var recount = new Recount(view, name, DerivedView.all(config.zone()));
        return new NewView(view, name, recount, new History(view.historique(), config.history()));
    }

    SaleDocument document(long id) {
        return documents().get(id);
    }

    /** What the log makes of no view at all: folded anew, by the rules alone. */
    Map<Long, SaleDocument> expected() {
        var entries = new TreeMap<Integer, List<Entry>>();
        for (var record : read(topics.changes())) {
            entries.computeIfAbsent(record.partition(), none -> new ArrayList<>())
                    .add(new Entry(
                            record.offset(),
                            0,
                            Instant.ofEpochMilli(record.timestamp()),
                            ChangeDecoder.decode(record.key(), record.value(), record.headers())));
        }
        var sales = new TreeMap<Long, SaleDocument>();
        entries.forEach((partition, log) ->
                sales.putAll(Fold.fold(PartitionState.first(partition, "log", PARTITIONS, 1), new HashMap<>(), log)
                        .changed()));
        return sales;
    }

    /** Whether the view has all that is on the log. */
    boolean isCaughtUp() {
        var ends = ends(topics.changes());
        var partitions = Flux.from(view.partitions().find()).collectList().block();
        return partitions != null
                && partitions.size() == PARTITIONS
                && partitions.stream()
                        .allMatch(document -> document.getLong("offset") + 1 >= ends.get(document.getInteger("_id")));
    }

    Map<Integer, Long> ends(String topic) {
        try (var consumer = consumer()) {
            var ends = new HashMap<Integer, Long>();
            consumer.endOffsets(partitions(consumer, topic))
                    .forEach((partition, end) -> ends.put(partition.partition(), end));
            return ends;
        }
    }

    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (var consumer = consumer()) {
            var partitions = partitions(consumer, topic);
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

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    MongoCollection<Document> raw() {
        return view.ventes().withDocumentClass(Document.class);
    }

    List<String> collections() {
        return Flux.from(view.database().listCollectionNames()).collectList().block();
    }

    @Override
    public void close() {
        if (transformer != null) {
            transformer.close();
        }
        producer.close();
        Mono.from(view.database().drop()).block();
        client.close();
    }
}
