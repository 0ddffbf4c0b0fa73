package dev.ventes.cli.resync;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import dev.ventes.core.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Has the connector read rows of the table once more, and waits for it: by a wish on {@code ventes.progress}, which it
 * answers under the same key. One thread.
 */
public final class Rereading implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final TopicPartition partition;
    private Progress.Resync last;

    public Rereading(KafkaConfig kafka, Topics topics) {
        this.topic = topics.progress();
        this.partition = new TopicPartition(topic, 0);
        this.consumer = new KafkaConsumer<>(
                kafka.properties(Map.of(
                        "client.id", "ventes-resync", "enable.auto.commit", false, "default.api.timeout.ms", 10_000)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                kafka.properties(Map.of(
                        "client.id",
                        "ventes-resync",
                        "acks",
                        "all",
                        "max.block.ms",
                        10_000,
                        "delivery.timeout.ms",
                        15_000,
                        "request.timeout.ms",
                        5_000)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** What somebody else waits for, if anybody does. */
    public Optional<Progress.Resync> underWay() {
        var end = consumer.endOffsets(List.of(partition)).get(partition);
        while (consumer.position(partition) < end) {
            poll();
        }
        return Optional.ofNullable(last).filter(Progress.Resync::open);
    }

    /**
     * Asks, and waits for the end.
     *
     * @param patience how long a connector may take to begin
     * @param read told how many rows have been read, again and again
     * @return what became of it; still {@code WANTED} if no connector began
     */
    public Progress.Resync read(long from, long to, String filter, Duration patience, LongConsumer read)
            throws InterruptedException, ExecutionException {
        var wish = new Progress.Resync(
                UUID.randomUUID().toString(), from, to, filter, Progress.Resync.Stage.WANTED, 0, null);
        producer.send(ProgressJson.encode(topic, System.currentTimeMillis(), wish))
                .get();
        last = wish;
        var until = System.nanoTime() + patience.toNanos();
        while (last.open()) {
            poll();
            if (!last.id().equals(wish.id())) {
                return wish.at(Progress.Resync.Stage.FAILED, 0, "somebody else has asked for other rows since");
            }
            if (last.stage() == Progress.Resync.Stage.WANTED && System.nanoTime() - until > 0) {
                break;
            }
            read.accept(last.rows());
        }
        return last;
    }

    private void poll() {
        for (var record : consumer.poll(POLL)) {
            ProgressJson.decode(record)
                    .filter(Progress.Resync.class::isInstance)
                    .ifPresent(said -> last = (Progress.Resync) said);
        }
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
