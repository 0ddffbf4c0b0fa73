package dev.ventes.api.stream;

import dev.ventes.core.config.KafkaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads all partitions of {@code ventes.enriched} into a {@link Sequence}, outside of any group. One thread. */
final class EnrichedReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST = 2000;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private List<TopicPartition> partitions = List.of();

    EnrichedReader(KafkaConfig kafka, String topic, String clientId) {
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(
                kafka.properties(Map.of(
                        "client.id",
                        clientId,
                        "enable.auto.commit",
                        false,
                        // Where the topic does not reach, its readers decide.
                        "auto.offset.reset",
                        "none",
                        "max.poll.records",
                        MOST,
                        "fetch.min.bytes",
                        1,
                        // What is read ahead of several partitions, for each reader.
                        "fetch.max.bytes",
                        8 * 1024 * 1024,
                        "default.api.timeout.ms",
                        (int) PATIENCE.toMillis())),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Finds the partitions, and the offsets at which they begin and end. */
    Bounds look(int count) {
        partitions = new ArrayList<>();
        for (var partition = 0; partition < count; partition++) {
            partitions.add(new TopicPartition(topic, partition));
        }
        consumer.assign(partitions);
        return new Bounds(offsets(consumer.beginningOffsets(partitions)), ends());
    }

    /** Where the partitions begin, and where they end. */
    record Bounds(List<Long> beginnings, List<Long> ends) {
        boolean holds(List<Long> offsets) {
            for (var i = 0; i < offsets.size(); i++) {
                if (offsets.get(i) < beginnings.get(i) || offsets.get(i) > ends.get(i)) {
                    return false;
                }
            }
            return true;
        }

        /** The last ones, that many together. */
        List<Long> last(int records) {
            var starts = new ArrayList<Long>();
            for (var i = 0; i < ends.size(); i++) {
                starts.add(Math.max(beginnings.get(i), ends.get(i) - records / ends.size()));
            }
            return starts;
        }
    }

    void seek(List<Long> offsets) {
        for (var partition : partitions) {
            consumer.seek(partition, offsets.get(partition.partition()));
        }
    }

    /** Where the partitions end now. */
    List<Long> ends() {
        return offsets(consumer.endOffsets(partitions));
    }

    /**
     * Reads on.
     *
     * @return whether there was as much as is read at a time, so that more is likely to be there
     */
    boolean poll(Duration wait, Sequence into) {
        var records = consumer.poll(wait);
        records.forEach(into::add);
        for (var partition : partitions) {
            into.skipTo(partition.partition(), consumer.position(partition));
        }
        return records.count() == MOST;
    }

    /** Ends a poll that waits. Any thread. */
    void wakeup() {
        consumer.wakeup();
    }

    private List<Long> offsets(Map<TopicPartition, Long> found) {
        return partitions.stream().map(found::get).toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
