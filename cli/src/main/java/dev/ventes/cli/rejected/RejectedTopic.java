package dev.ventes.cli.rejected;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.rejected.Reject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads {@code ventes.rejected}, outside of any group. One thread. */
final class RejectedTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;

    RejectedTopic(KafkaConfig kafka, String topic) {
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(
                kafka.properties(Map.of(
                        "client.id",
                        "ventes-rejected",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed",
                        "default.api.timeout.ms",
                        10_000)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** All records that there are now, partition by partition. */
    void read(Consumer<Reject> reader) {
        for (var partition : partitions()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            readTo(consumer.endOffsets(List.of(partition)).get(partition), partition, reader);
        }
    }

    private void readTo(long end, TopicPartition partition, Consumer<Reject> reader) {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition) < end) {
            var records = consumer.poll(POLL);
            for (var record : records) {
                if (record.offset() < end) {
                    Reject.of(record).ifPresent(reader);
                }
            }
            if (!records.isEmpty()) {
                until = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() - until > 0) {
                throw new org.apache.kafka.common.errors.TimeoutException("no records of " + topic + " in time");
            }
        }
    }

    /** The record at the place, if it is still there. */
    Optional<Reject> at(Place place) {
        var partition = new TopicPartition(topic, place.partition());
        if (!partitions().contains(partition)) {
            return Optional.empty();
        }
        consumer.assign(List.of(partition));
        var outside = consumer.beginningOffsets(List.of(partition)).get(partition) > place.offset()
                || consumer.endOffsets(List.of(partition)).get(partition) <= place.offset();
        if (outside) {
            return Optional.empty();
        }
        consumer.seek(partition, place.offset());
        var found = new Reject[1];
        readTo(
                place.offset() + 1,
                partition,
                reject -> found[0] = Place.of(reject).equals(place) ? reject : found[0]);
        return Optional.ofNullable(found[0]);
    }

    private List<TopicPartition> partitions() {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
