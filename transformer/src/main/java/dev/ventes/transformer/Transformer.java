package dev.ventes.transformer;

import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.core.service.Check;
import dev.ventes.core.service.Health;
import dev.ventes.core.service.Management;
import dev.ventes.core.service.Metrics;
import dev.ventes.core.service.Service;
import dev.ventes.core.topic.StatusAnnouncer;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.trace.Tracing;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.consume.BatchWork;
import dev.ventes.transformer.consume.ConsumeLoop;
import dev.ventes.transformer.consume.CountingLoop;
import dev.ventes.transformer.consume.Fill;
import dev.ventes.transformer.consume.Ownership;
import dev.ventes.transformer.consume.Purge;
import dev.ventes.transformer.derive.DerivedView;
import dev.ventes.transformer.history.History;
import dev.ventes.transformer.publish.Fence;
import dev.ventes.transformer.publish.Publisher;
import dev.ventes.transformer.store.DerivedViews;
import dev.ventes.transformer.store.Partitions;
import dev.ventes.transformer.store.SalesView;
import dev.ventes.transformer.store.Uncounted;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.bson.Document;
import reactor.core.publisher.Mono;

/** {@code ventes.changes} → {@code montant_total} → MongoDB and {@code ventes.enriched}. */
public final class Transformer {
    private Transformer() {}

    /** Starts the service; it works on threads of its own until it is closed. */
    public static Service start(TransformerConfig config) throws Exception {
        var clock = Clock.systemUTC();
        var metrics = new Metrics();
        var transformerMetrics = new TransformerMetrics(metrics.registry());
        var tracing = Tracing.open(config.tracing(), "transformer");
        var topics = Topics.of(config.topics());

        var admin = Admin.create(config.kafka().properties(Map.of("client.id", "ventes-transformer")));
        topics.create(admin);
        var mongo = MongoClients.create(config.mongo().settings("ventes-transformer"));
        var view = ViewCollections.of(mongo, config.mongo().database());
        Mono.from(view.createIndexes()).block();

        var consumer = new KafkaConsumer<>(
                config.kafka().properties(consumerProperties(config)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var producer = new KafkaProducer<>(
                config.kafka().properties(PRODUCER), new ByteArraySerializer(), new ByteArraySerializer());
        var fence = new Fence(clock);
        var publisher = new Publisher(producer, topics, fence);
        var sales = new SalesView(view.ventes());
        var derived = new DerivedViews(view, view.partitions(), DerivedView.all(config.zone()));
        derived.createIndexes();
        var partitions = new Partitions(view.partitions(), view, derived);
        var history = new History(view.historique(), config.history());
        history.open();
        var ownership = new Ownership(consumer, admin, topics.changes(), partitions, sales, publisher, fence, clock);
        var work = new BatchWork(
                sales,
                history,
                new Uncounted(view),
                partitions,
                publisher,
                ownership,
                transformerMetrics,
                tracing,
                clock,
                config.rejectMost());
        var purge = new Purge(sales, history, clock);
        var fill = new Fill(sales, derived, ownership);
        var loop = new ConsumeLoop(
                consumer, topics.changes(), ownership, work, publisher, fill, purge, transformerMetrics);

        var counting = new CountingLoop(derived, loop::isQuiet, transformerMetrics);

        var consumerMetrics = new KafkaClientMetrics(consumer);
        consumerMetrics.bindTo(metrics.registry());
        var disks =
                ServerDisks.watch(admin, view.database().runCommand(new Document("dbStats", 1)), metrics.registry());
        var health = new Health(
                List.of(loop.alive()),
                List.of(
                        loop.alive(),
                        loop.working(),
                        Check.asking(
                                "mongodb",
                                () -> Mono.from(view.database().runCommand(new Document("ping", 1)))
                                        .map(pong -> "")
                                        .toFuture()),
                        Check.asking(
                                "kafka",
                                () -> admin.describeCluster()
                                        .clusterId()
                                        .toCompletionStage()
                                        .toCompletableFuture()
                                        .thenApply(id -> ""))));
        var management = Management.start(config.management(), metrics, health);
        loop.start();
        var status =
                StatusAnnouncer.start(config.kafka(), topics, config.management(), management.port(), loop::status);
        return new Service(
                "transformer",
                Service.Worker.both(loop, counting.start()),
                status,
                management,
                consumerMetrics,
                disks,
                tracing,
                () -> producer.close(Duration.ofSeconds(5)),
                () -> admin.close(Duration.ofSeconds(5)),
                mongo,
                metrics);
    }

    static Map<String, Object> consumerProperties(TransformerConfig config) {
        return Map.ofEntries(
                Map.entry("group.id", config.group()),
                Map.entry("client.id", "ventes-transformer"),
                // The session timeout is ours only in the classic protocol, and the fence rests on it.
                Map.entry("group.protocol", "classic"),
                Map.entry("session.timeout.ms", (int) Topics.SESSION.toMillis()),
                Map.entry("heartbeat.interval.ms", (int)
                        Topics.SESSION.dividedBy(5).toMillis()),
                Map.entry(
                        "partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"),
                Map.entry("enable.auto.commit", false),
                Map.entry("auto.offset.reset", "none"),
                Map.entry("isolation.level", "read_committed"),
                Map.entry("max.poll.records", config.batch()),
                // A poll then has something of every partition, so that neighbouring ids are written together.
                Map.entry("max.partition.fetch.bytes", 64 * 1024),
                Map.entry("fetch.max.wait.ms", 100),
                Map.entry("default.api.timeout.ms", 5000),
                Map.entry("request.timeout.ms", 4000));
    }

    /** A failed send is tried again by the loop, with a new stamp: the producer itself gives up soon. */
    static final Map<String, Object> PRODUCER = Map.of(
            "client.id",
            "ventes-transformer",
            "acks",
            "all",
            "enable.idempotence",
            true,
            "compression.type",
            "lz4",
            "linger.ms",
            0,
            "batch.size",
            256 * 1024,
            "max.request.size",
            Topics.ENRICHED_BYTES,
            "request.timeout.ms",
            3000,
            "delivery.timeout.ms",
            5000,
            "max.block.ms",
            3000);
}
