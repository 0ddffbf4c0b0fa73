package dev.ventes.transformer.rebuild;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import dev.ventes.core.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads {@code ventes.enriched} from its beginning, outside of any group; and looks at the other topics. One thread. */
final class EnrichedLog implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConfig kafka;
    private final Topics topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> beginnings;
    private long read;

    EnrichedLog(KafkaConfig kafka, Topics topics) {
        this.kafka = kafka;
        this.topics = topics;
        this.consumer = consumer(kafka);
        this.partitions = partitionsOf(topics.enriched());
        if (partitions.isEmpty()) {
            consumer.close();
            throw new RebuildFailed("there is no topic " + topics.enriched());
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        this.beginnings = consumer.beginningOffsets(partitions);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(KafkaConfig kafka) {
        return new KafkaConsumer<>(
                kafka.properties(Map.of(
                        "client.id",
                        "ventes-rebuild",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "max.poll.records",
                        5000,
                        "default.api.timeout.ms",
                        10_000)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private List<TopicPartition> partitionsOf(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    void poll(Duration wait, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        for (var record : consumer.poll(wait)) {
            read++;
            reader.accept(record);
        }
    }

    long read() {
        return read;
    }

    Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(partitions);
    }

    boolean hasReached(Map<TopicPartition, Long> ends) {
        return partitions.stream().allMatch(partition -> consumer.position(partition) >= ends.get(partition));
    }

    /** Which part of what lies before these ends has been read, from 0 to 1. */
    double part(Map<TopicPartition, Long> ends) {
        var all = 0L;
        var done = 0L;
        for (var partition : partitions) {
            all += ends.get(partition) - beginnings.get(partition);
            done += Math.min(consumer.position(partition), ends.get(partition)) - beginnings.get(partition);
        }
        return all == 0 ? 1 : (double) done / all;
    }

    /** Where each partition of {@code ventes.changes} ends now. */
    Map<Integer, Long> endsOfChanges() {
        var ends = new HashMap<Integer, Long>();
        consumer.endOffsets(partitionsOf(topics.changes()))
                .forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    /** What {@code ventes.progress} says of how far the view was, by partition. */
    Map<Integer, Progress.Applied> applied() {
        var applied = new HashMap<Integer, Progress.Applied>();
        try (var other = consumer(kafka)) {
            var progress = new TopicPartition(topics.progress(), 0);
            other.assign(List.of(progress));
            other.seekToBeginning(List.of(progress));
            var end = other.endOffsets(List.of(progress)).get(progress);
            var until = System.nanoTime() + PATIENCE.toNanos();
            while (other.position(progress) < end) {
                for (var record : other.poll(POLL)) {
                    ProgressJson.decode(record)
                            .filter(Progress.Applied.class::isInstance)
                            .map(Progress.Applied.class::cast)
                            .ifPresent(last -> applied.put(last.partition(), last));
                }
                if (System.nanoTime() - until > 0) {
                    throw new TimeoutException("could not read " + topics.progress() + " to its end");
                }
            }
        }
        return applied;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
