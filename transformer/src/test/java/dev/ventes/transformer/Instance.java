package dev.ventes.transformer;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.trace.Tracing;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.consume.BatchWork;
import dev.ventes.transformer.consume.ConsumeLoop;
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
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A transformer on the real servers to which something happens right before it calls one of them: an exception there is a
 * crash, a wait is a freeze. The group takes it for dead when it has not polled for 3 s.
 */
final class Instance implements AutoCloseable {
    /** What it is about to do, in the order in which a batch does it. */
    enum Call {
        REFUSE,
        PUBLISH,
        KEEP,
        APPLY,
        SAVE,
        ANNOUNCE,
        /** Between two batches: which page of a derived view is to be counted, or that it is. */
        FILL
    }

    private final Consumer<Call> before;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MongoClient mongo;
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;
    private final ConsumeLoop loop;
    private boolean atWork;

    /** @param before run by the instance's own thread, from the first batch on */
    Instance(TransformerConfig config, Consumer<Call> before) {
        this.before = before;
        var clock = Clock.systemUTC();
        var topics = Topics.of(config.topics());
        admin = Admin.create(config.kafka().properties(new HashMap<>()));
        mongo = MongoClients.create(config.mongo().settings("instance"));
        var view = ViewCollections.of(mongo, config.mongo().database());
        var settings = new HashMap<>(Transformer.consumerProperties(config));
        settings.put("max.poll.interval.ms", 3000);
        var consumer = new KafkaConsumer<>(
                config.kafka().properties(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        producer = new KafkaProducer<>(
                config.kafka().properties(Transformer.PRODUCER), new ByteArraySerializer(), new ByteArraySerializer());
        var fence = new Fence(clock);
        var publisher = new Publisher(watchedProducer(topics), topics, fence);
        var sales = new SalesView(watched(view.ventes(), Call.APPLY));
        var metrics = new TransformerMetrics(registry);
        var documents = watched(view.partitions(), Call.SAVE);
        var derived = new DerivedViews(view, documents, DerivedView.all(config.zone()));
        var partitions = new Partitions(documents, view, derived);
        var history = new History(watched(view.historique(), Call.KEEP), config.history());
        var ownership = new Ownership(consumer, admin, topics.changes(), partitions, sales, publisher, fence, clock);
        var uncounted = new Uncounted(view);
        var work = new BatchWork(
                sales, history, uncounted, partitions, publisher, ownership, metrics, Tracing.OFF, clock, false);
        loop = new ConsumeLoop(
                consumer,
                topics.changes(),
                ownership,
                work,
                publisher,
                new Fill(sales, derived, ownership),
                new Purge(sales, history, clock),
                metrics);
        loop.start();
    }

    CompletableFuture<Void> ended() {
        return loop.ended();
    }

    /** How often it found that somebody else was there. */
    double rewinds() {
        return registry.get("ventes.transformer.rewinds").counter().count();
    }

    @Override
    public void close() {
        loop.close();
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
        mongo.close();
    }

    private void call(Call call) {
        // What comes before the first batch is the claim.
        atWork |= call == Call.REFUSE || call == Call.PUBLISH;
        if (atWork) {
            before.accept(call);
        }
    }

    private void called(ProducerRecord<byte[], byte[]> record, Topics topics) {
        if (record.topic().equals(topics.enriched())) {
            call(Call.PUBLISH);
        } else if (record.topic().equals(topics.progress())) {
            var sent = new ConsumerRecord<>(record.topic(), 0, 0, record.key(), record.value());
            call(ProgressJson.decode(sent).orElseThrow() instanceof Progress.Applied ? Call.ANNOUNCE : Call.REFUSE);
        }
    }

    @SuppressWarnings("unchecked")
    private Producer<byte[], byte[]> watchedProducer(Topics topics) {
        return (Producer<byte[], byte[]>) proxy(Producer.class, (proxy, method, arguments) -> {
            if (method.getName().equals("send")) {
                called((ProducerRecord<byte[], byte[]>) arguments[0], topics);
            }
            return invoke(producer, method, arguments);
        });
    }

    @SuppressWarnings("unchecked")
    private <T> MongoCollection<T> watched(MongoCollection<T> collection, Call call) {
        return (MongoCollection<T>) proxy(MongoCollection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("bulkWrite")) {
                call(call);
            } else if (method.getName().equals("updateOne")) {
                before.accept(Call.FILL);
            }
            return invoke(collection, method, arguments);
        });
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
