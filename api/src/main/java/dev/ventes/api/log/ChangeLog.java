package dev.ventes.api.log;

import dev.ventes.api.CallerContext;
import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.log.Change;
import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.trace.Trace;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Appends changes to {@code ventes.changes}, idempotently and with acks=all. Owns the producer, and the one thread that
 * hands records to it, since that may block for metadata; what waits for the thread is bounded. Nothing is ever sent
 * again by us.
 */
public final class ChangeLog implements AutoCloseable {
    /** After this time the fate of an append is given up as unknown. */
    public static final Duration DELIVERY = Duration.ofSeconds(10);

    private static final Duration BLOCK = Duration.ofSeconds(1);
    private static final Duration REQUEST = Duration.ofSeconds(4);

    /** Of changes that go to one partition together. */
    private static final int BATCH_BYTES = 64 * 1024;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final ThreadPoolExecutor sender;
    private final AtomicBoolean reaching = new AtomicBoolean();
    private volatile boolean reached;

    ChangeLog(Producer<byte[], byte[]> producer, String topic, int waiting) {
        this.producer = producer;
        this.topic = topic;
        this.sender = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), task -> new Thread(task, "change-log"));
    }

    /**
     * Makes the producer, which connects by itself.
     *
     * @param waiting how many changes may wait to be handed over
     */
    public static ChangeLog open(KafkaConfig kafka, Topics topics, int waiting) {
        var producer = new KafkaProducer<byte[], byte[]>(
                kafka.properties(Map.of(
                        "acks",
                        "all",
                        "enable.idempotence",
                        true,
                        "linger.ms",
                        0,
                        // What is appended while a request is under way goes together with the next.
                        "max.in.flight.requests.per.connection",
                        1,
                        "batch.size",
                        BATCH_BYTES,
                        "max.block.ms",
                        BLOCK.toMillis(),
                        "request.timeout.ms",
                        (int) REQUEST.toMillis(),
                        "delivery.timeout.ms",
                        (int) DELIVERY.toMillis(),
                        "max.request.size",
                        Topics.CHANGE_BYTES,
                        "client.id",
                        "ventes-api")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        var log = new ChangeLog(producer, topics.changes(), waiting);
        log.sender.execute(log::reach);
        return log;
    }

    /**
     * What stands in the way of an append, null if nothing does. The first one would have to wait until the producer knows
     * the topic, and might miss its deadline for it: that is done before anybody is let in.
     */
    public String notReady() {
        if (reached) {
            return null;
        }
        if (!reaching.getAndSet(true)) {
            try {
                sender.execute(this::reach);
            } catch (RejectedExecutionException full) {
                reaching.set(false);
            }
        }
        return "has not been reached yet";
    }

    private void reach() {
        try {
            reached = !producer.partitionsFor(topic).isEmpty();
        } catch (KafkaException | IllegalStateException later) {
            // Asked for again with the next look.
        } finally {
            reaching.set(false);
        }
    }

    /**
     * Never fails: what went wrong is the result.
     *
     * @param deadline by {@link System#nanoTime}: a change that could not be handed over by then is not sent
     */
    public Future<Appended> append(Change.FromApi change, Trace trace, long deadline) {
        var record = new ProducerRecord<>(topic, SaleKey.of(change.id()), ChangeEncoder.encode(change));
        CloudEvent.add(record.headers(), change.eventId(), "/api", CloudEvent.CHANGE, change.madeAt());
        change.subject().ifPresent(subject -> CloudEvent.add(record.headers(), CloudEvent.SUBJECT, subject));
        CloudEvent.add(record.headers(), CloudEvent.TRACEPARENT, trace.traceparent());
        var appended = new CompletableFuture<Appended>();
        try {
            sender.execute(() -> send(record, deadline, appended));
        } catch (RejectedExecutionException full) {
            return Future.succeededFuture(new Appended.NotSent("Too many writes are waiting for the log."));
        }
        return CallerContext.await(appended);
    }

    private void send(ProducerRecord<byte[], byte[]> record, long deadline, CompletableFuture<Appended> appended) {
        if (System.nanoTime() - deadline > 0) {
            appended.complete(new Appended.NotSent("The log did not take the change in time."));
            return;
        }
        var handingOver = Thread.currentThread();
        try {
            // The callback says everything that this future would.
            var unused = producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    appended.complete(new Appended.Acknowledged(metadata.partition(), metadata.offset()));
                } else {
                    // The producer refuses on our own thread, before it takes the record over; later it is its own.
                    appended.complete(failed(failure, Thread.currentThread() == handingOver));
                }
            });
        } catch (KafkaException | IllegalStateException refused) {
            appended.complete(failed(refused, true));
        }
    }

    private static Appended failed(Exception failure, boolean before) {
        if (failure instanceof RecordTooLargeException) {
            return new Appended.TooLarge();
        }
        return before
                ? new Appended.NotSent("The log cannot be reached.")
                : new Appended.Unknown("The log did not acknowledge the change.");
    }

    /** Waits for what is on its way. */
    @Override
    public void close() {
        sender.shutdown();
        producer.close(DELIVERY);
    }
}
