package dev.ventes.api;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import dev.ventes.api.read.Reply;
import dev.ventes.core.log.Change;
import dev.ventes.core.log.ChangeDecoder;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.Progress.Condition;
import dev.ventes.core.topic.ProgressJson;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.SaleVersion;
import dev.ventes.core.view.Sync;
import dev.ventes.core.view.ViewCollections;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Does to the API's changes what the transformer would, record by record and without any of its guards. Can be held, as
 * if the view were slow, and be told to reject.
 */
final class StandInTransformer implements AutoCloseable {
    private final ViewCollections view;
    private final Topics topics;
    private final String topicId;
    private final List<TopicPartition> partitions;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ReentrantLock working = new ReentrantLock();
    private final Thread thread = new Thread(this::run, "stand-in-transformer");
    private volatile Function<Change, Optional<String>> rejects = change -> Optional.empty();
    private volatile boolean closing;

    StandInTransformer(String bootstrapServers, Topics topics, ViewCollections view) throws Exception {
        this.view = view;
        this.topics = topics;
        var servers = Map.<String, Object>of("bootstrap.servers", bootstrapServers, "linger.ms", 0, "acks", "all");
        try (var admin = Admin.create(servers)) {
            topics.create(admin);
            var changes = admin.describeTopics(List.of(topics.changes()))
                    .topicNameValues()
                    .get(topics.changes())
                    .get();
            topicId = changes.topicId().toString();
            partitions = changes.partitions().stream()
                    .map(partition -> new TopicPartition(topics.changes(), partition.partition()))
                    .toList();
        }
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        producer = new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.start();
    }

    /** As a transformer does when it claims partitions: without it, nobody knows which epoch their log is in. */
    void sayWhereTheLogBegins() throws Exception {
        for (var partition : partitions) {
            var nothing = new Progress.Applied(partition.partition(), topicId, 1, -1, 1);
            producer.send(ProgressJson.encode(topics.progress(), System.currentTimeMillis(), nothing))
                    .get();
        }
    }

    /** The view stands still until {@link #goOn}. By the thread that holds it. */
    void hold() {
        working.lock();
    }

    void goOn() {
        working.unlock();
    }

    void reject(Function<Change, Optional<String>> why) {
        rejects = why;
    }

    @Override
    public void close() {
        closing = true;
        while (working.isHeldByCurrentThread()) {
            goOn();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer;
                producer) {
            while (!closing) {
                var records = consumer.poll(Duration.ofMillis(50));
                working.lock();
                try {
                    records.forEach(this::apply);
                } finally {
                    working.unlock();
                }
            }
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        if (ChangeDecoder.decode(record.key(), record.value(), record.headers()) instanceof Decoded.Changed changed
                && changed.change() instanceof Change.FromApi change) {
            var said = new ArrayList<Progress>();
            var rejected = rejects.apply(change);
            var refused = rejected.isPresent() ? null : apply(record, change);
            rejected.ifPresent(why -> said.add(new Progress.Rejected(
                    record.partition(), topicId, 1, List.of(new Progress.Rejection(record.offset(), why)))));
            if (refused != null) {
                said.add(new Progress.Refused(
                        record.partition(), topicId, 1, List.of(new Progress.Refusal(record.offset(), refused))));
            }
            said.add(new Progress.Applied(record.partition(), topicId, 1, record.offset(), 1));
            for (var progress : said) {
                var unused =
                        producer.send(ProgressJson.encode(topics.progress(), System.currentTimeMillis(), progress));
            }
        }
    }

    private Condition apply(ConsumerRecord<byte[], byte[]> record, Change.FromApi change) {
        var found = Reply.first(
                        view.ventes().find(Filters.eq("_id", change.id())).limit(1))
                .await();
        var there = found.filter(sale -> !sale.deleted());
        var refused = switch (change.expects()) {
            case Expectation.Absent absent -> found.isPresent() ? Condition.TAKEN : null;
            case Expectation.Present present -> there.isEmpty() ? Condition.NOT_THERE : null;
            case Expectation.At(var position) ->
                there.isEmpty()
                        ? Condition.NOT_THERE
                        : there.get().sync().position().equals(position) ? null : Condition.OTHER_VERSION;
        };
        if (refused == null) {
            var after = document(change, there, record.partition(), record.offset());
            there.ifPresent(before -> keep(SaleVersion.of(before, after.sync().loggedAt())));
            if (after.deleted()) {
                keep(SaleVersion.of(after, after.sync().loggedAt()));
            }
            store(after);
        }
        return refused;
    }

    private void keep(SaleVersion version) {
        Reply.all(view.historique().insertOne(version)).await();
    }

    /** Puts a sale into the view as if the log had brought it. */
    void store(SaleDocument sale) {
        Reply.all(view.ventes().replaceOne(Filters.eq("_id", sale.id()), sale, new ReplaceOptions().upsert(true)))
                .await();
    }

    private static SaleDocument document(
            Change.FromApi change, Optional<SaleDocument> before, int partition, long offset) {
        var sync = new Sync(
                Sync.Source.API,
                partition,
                new Position(1, offset),
                0,
                -1,
                0,
                0,
                new Sync.Made(
                        change.op(),
                        Sync.Source.API,
                        change.subject(),
                        change.eventId(),
                        change.madeAt(),
                        Instant.now()),
                null,
                List.of());
        if (change.op() == Op.DELETE) {
            return new SaleDocument(change.id(), null, null, sync);
        }
        var columns = change.partial() ? before.orElseThrow().columns().patchedWith(change.after()) : change.after();
        var price = (BigDecimal) columns.get(Columns.PRIX_UNITAIRE);
        var total = price.multiply(BigDecimal.valueOf((Long) columns.get(Columns.QUANTITE)));
        return new SaleDocument(change.id(), columns, total, sync);
    }
}
