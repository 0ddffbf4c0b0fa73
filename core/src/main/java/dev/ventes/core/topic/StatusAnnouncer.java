package dev.ventes.core.topic;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.topic.StatusReport.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells on {@code ventes.progress}, again and again, how this instance is doing. Owns a thread and a producer that share
 * nothing with the service's work; whatever fails here is logged once, until it works again, and tried no further: the
 * next status is newer. Closed, it takes the status back, unless the instance has died: that stays to be seen.
 */
public final class StatusAnnouncer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusAnnouncer.class);
    private static final Duration STOP = Duration.ofSeconds(1);

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final String instance;
    private final Duration every;
    private final Supplier<Told> told;
    private final long since = System.currentTimeMillis();
    private final AtomicBoolean silent = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("status").unstarted(task));

    /**
     * What there is to tell.
     *
     * @param fault null if there is none
     * @param ended whether the instance's work has ended by a failure
     * @param forgotten statuses of others that are to be taken back
     */
    public record Told(String fault, boolean ended, StatusReport report, List<Progress.Status> forgotten) {
        public Told {
            forgotten = List.copyOf(forgotten);
        }

        public Told(String fault, boolean ended, StatusReport report) {
            this(fault, ended, report, List.of());
        }
    }

    private StatusAnnouncer(
            Producer<byte[], byte[]> producer, String topic, String instance, Duration every, Supplier<Told> told) {
        this.producer = producer;
        this.topic = topic;
        this.instance = instance;
        this.every = every;
        this.told = told;
    }

    /** Tells at once, and from then on every so often. Waits for nothing. */
    public static StatusAnnouncer start(
            KafkaConfig kafka, Topics topics, String instance, Duration every, Supplier<Told> told) {
        var announcer = new StatusAnnouncer(producer(kafka), topics.progress(), instance, every, told);
        var unused = announcer.thread.scheduleAtFixedRate(
                announcer::tell, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        return announcer;
    }

    /** One that gives up soon: what it has to say is said again, and Kafka takes no stamp that is older than the fence. */
    static Producer<byte[], byte[]> producer(KafkaConfig kafka) {
        return new KafkaProducer<>(
                kafka.properties(Map.of(
                        "client.id", "ventes-status",
                        // One that gets lost is followed by another.
                        "acks", "1",
                        "enable.idempotence", false,
                        "linger.ms", 0,
                        "batch.size", 4096,
                        "buffer.memory", 256L * 1024,
                        "max.block.ms", 1000L,
                        "request.timeout.ms", 3000,
                        "delivery.timeout.ms", 4000)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void tell() {
        try {
            var now = told.get();
            send(ProgressJson.encode(topic, System.currentTimeMillis(), status(now)));
            now.forgotten().forEach(gone -> send(ProgressJson.retract(topic, System.currentTimeMillis(), gone)));
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private Progress.Status status(Told now) {
        return new Progress.Status(instance, since, every.toMillis(), now.fault(), now.report());
    }

    private void send(ProducerRecord<byte[], byte[]> message) {
        producer.send(message, (sent, failure) -> {
            if (failure != null) {
                failed(failure);
            } else if (silent.compareAndSet(true, false)) {
                LOG.info("this instance tells its status again");
            }
        });
    }

    private void failed(Exception failure) {
        if (silent.compareAndSet(false, true)) {
            LOG.atInfo()
                    .addKeyValue("topic", topic)
                    .addKeyValue("cause", failure.getMessage())
                    .log("this instance cannot tell its status; the work goes on");
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
            var last = told.get();
            var status = status(last);
            send(
                    last.ended() && last.report().state() == State.FAILING
                            ? ProgressJson.encode(topic, System.currentTimeMillis(), status)
                            : ProgressJson.retract(topic, System.currentTimeMillis(), status));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failed(e);
        } finally {
            producer.close(STOP);
        }
    }
}
