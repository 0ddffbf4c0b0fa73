package dev.ventes.api.pipeline;

import dev.ventes.api.pipeline.Picture.RejectedRecord;
import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.rejected.Reject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The newest records of {@code ventes.rejected}. Asks where the topic ends, and reads its last records, with a consumer
 * that lives for that long, only where it ends elsewhere than before. Blocks, for a few seconds at most; one thread at a
 * time asks, the others are given what was found last.
 */
final class RejectedReading {
    static final int MOST = 20;

    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int LONGEST_REASON = 500;

    private final KafkaConfig kafka;
    private final Admin admin;
    private final String topic;
    private final ReentrantLock reading = new ReentrantLock();
    private Map<TopicPartition, Long> ends = Map.of();
    private volatile Newest last = new Newest(null, List.of());

    /**
     * What was found.
     *
     * @param total how many the topic has; null where it could never be asked
     */
    record Newest(Long total, List<Kept> records) {}

    /** A record, and the original's own name. */
    record Kept(String id, RejectedRecord shown) {}

    RejectedReading(KafkaConfig kafka, Admin admin, String topic) {
        this.kafka = kafka;
        this.admin = admin;
        this.topic = topic;
    }

    Newest last() {
        return last;
    }

    Newest newest() throws InterruptedException, ExecutionException, TimeoutException {
        if (reading.tryLock()) {
            try {
                look();
            } finally {
                reading.unlock();
            }
        }
        return last;
    }

    private void look() throws InterruptedException, ExecutionException, TimeoutException {
        var partitions = get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic).partitions().stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        var begin = offsets(partitions, OffsetSpec.earliest());
        var end = offsets(partitions, OffsetSpec.latest());
        var total = partitions.stream()
                .mapToLong(partition -> end.get(partition) - begin.get(partition))
                .sum();
        var records = end.equals(ends) ? last.records() : read(begin, end);
        last = new Newest(total, records);
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        var asked = partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
        return get(admin.listOffsets(asked).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, found -> found.getValue().offset()));
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private List<Kept> read(Map<TopicPartition, Long> begin, Map<TopicPartition, Long> end) {
        var newest = new HashMap<TopicPartition, ArrayDeque<Kept>>();
        var missing = end.keySet().stream()
                .filter(partition -> end.get(partition) > begin.get(partition))
                .collect(Collectors.toCollection(HashSet::new));
        if (!missing.isEmpty()) {
            try (var consumer = consumer()) {
                consumer.assign(missing);
                missing.forEach(partition ->
                        consumer.seek(partition, Math.max(begin.get(partition), end.get(partition) - MOST)));
                var until = System.nanoTime() + PATIENCE.toNanos();
                while (!missing.isEmpty() && System.nanoTime() < until) {
                    for (var record : consumer.poll(POLL)) {
                        keep(record, newest);
                    }
                    missing.removeIf(partition -> consumer.position(partition) >= end.get(partition));
                }
            }
        }
        if (missing.isEmpty()) {
            // Else the next look reads once more.
            ends = end;
        }
        var known = new HashSet<String>();
        return newest.values().stream()
                .flatMap(ArrayDeque::stream)
                .sorted(Comparator.comparing((Kept kept) -> kept.shown().at())
                        .thenComparingLong(kept -> kept.shown().offset())
                        .reversed())
                // The same record twice, where the transformer rejected it again.
                .filter(kept -> known.add(kept.id()))
                .limit(MOST)
                .toList();
    }

    private static void keep(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, ArrayDeque<Kept>> newest) {
        var partition = new TopicPartition(record.topic(), record.partition());
        var kept = newest.computeIfAbsent(partition, one -> new ArrayDeque<>());
        shown(record).ifPresent(kept::addLast);
        if (kept.size() > MOST) {
            kept.removeFirst();
        }
    }

    /** Empty for what others wrote. */
    private static Optional<Kept> shown(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Reject.of(record)
                    .map(reject -> new Kept(
                            reject.id(),
                            new RejectedRecord(
                                    record.partition(),
                                    record.offset(),
                                    reject.time(),
                                    id(reject),
                                    reject.reason()
                                            .substring(
                                                    0, Math.min(reject.reason().length(), LONGEST_REASON)),
                                    switch (reject.origin()) {
                                        case POSTGRESQL -> "postgres";
                                        case API -> "api";
                                        case UNKNOWN -> "unknown";
                                    },
                                    null)));
        } catch (NumberFormatException foreign) {
            return Optional.empty();
        }
    }

    private static Long id(Reject reject) {
        var id = SaleKey.read(reject.key());
        return id.isPresent() ? id.getAsLong() : null;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                kafka.properties(Map.of(
                        "client.id",
                        "ventes-api-rejected",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        MOST,
                        // A record may have megabytes, and comes all the same; they are not all needed at once.
                        "max.partition.fetch.bytes",
                        256 * 1024,
                        "fetch.max.bytes",
                        1024 * 1024,
                        "default.api.timeout.ms",
                        (int) PATIENCE.toMillis(),
                        "request.timeout.ms",
                        (int) PATIENCE.toMillis())),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
