package dev.ventes.core.topic;

import dev.ventes.core.config.KafkaConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told on {@code ventes.progress} for people to see, and nothing rests on. Owns a producer that gives up soon;
 * whatever fails is logged once, until it works again. One thread at a time.
 */
public final class Announcements implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    private static final Duration STOP = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final AtomicBoolean silent = new AtomicBoolean();

    private Announcements(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /**
     * Connects by itself.
     *
     * @throws org.apache.kafka.common.KafkaException if the configuration is of no use
     */
    public static Announcements open(KafkaConfig kafka, Topics topics) {
        var properties = kafka.properties(Map.ofEntries(
                Map.entry("client.id", "ventes-status"),
                // One that gets lost is followed by another.
                Map.entry("acks", "1"),
                Map.entry("enable.idempotence", false),
                Map.entry("linger.ms", 0),
                Map.entry("batch.size", 4096),
                Map.entry("buffer.memory", 256L * 1024),
                Map.entry("max.block.ms", 1000L),
                // Kafka takes no stamp that is older than the fence.
                Map.entry("request.timeout.ms", 3000),
                Map.entry("delivery.timeout.ms", 4000)));
        return new Announcements(
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()),
                topics.progress());
    }

    public void announce(Progress progress) {
        send(ProgressJson.encode(topic, System.currentTimeMillis(), progress));
    }

    /** Takes it back. */
    public void retract(Progress progress) {
        send(ProgressJson.retract(topic, System.currentTimeMillis(), progress));
    }

    private void send(ProducerRecord<byte[], byte[]> message) {
        try {
            var unused = producer.send(message, (sent, failure) -> {
                if (failure != null) {
                    failed(failure);
                } else if (silent.compareAndSet(true, false)) {
                    LOG.atInfo().addKeyValue("topic", topic).log("announcements are told again");
                }
            });
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(Exception failure) {
        if (silent.compareAndSet(false, true)) {
            LOG.atInfo()
                    .addKeyValue("topic", topic)
                    .addKeyValue("cause", failure.getMessage())
                    .log("cannot tell how this instance is doing; the work goes on");
        }
    }

    /** Sends what is left, for a moment. */
    @Override
    public void close() {
        producer.close(STOP);
    }
}
