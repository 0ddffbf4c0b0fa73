package dev.ventes.app.kill;

import dev.ventes.app.derived.HistoryOfTopic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * What the teams downstream were told, all of it.
 *
 * @param positions how many positions were published
 * @param repeated how many records repeat a position identically
 * @param doubled positions that were published with something else
 * @param versions the quantities of the API's writes that were published
 * @param history every version of every sale
 */
record Enriched(long positions, long repeated, List<String> doubled, Set<Long> versions, HistoryOfTopic history) {
    private static final Pattern VERSION = Pattern.compile("\"quantite\":(\\d{7,})");

    static Enriched read(String kafka) {
        var published = new HashMap<String, Long>();
        var doubled = new ArrayList<String>();
        var versions = new HashSet<Long>();
        var history = new HistoryOfTopic();
        var records = new long[1];
        forEach(kafka, "ventes.enriched", record -> {
            if (record.value() == null) {
                return;
            }
            records[0]++;
            history.add(record);
            var id = new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
            var value = new String(record.value(), StandardCharsets.UTF_8);
            // What was before is left out where the log is repeated.
            var after = new String(record.key(), StandardCharsets.UTF_8) + value.substring(value.indexOf("\"after\":"));
            var version = VERSION.matcher(after);
            if (version.find()) {
                versions.add(Long.valueOf(version.group(1)));
            }
            var digest = digest(after);
            var first = published.putIfAbsent(id, digest);
            if (first != null && first != digest) {
                doubled.add("position " + id + " was published otherwise before: " + after);
            }
        });
        return new Enriched(published.size(), records[0] - published.size(), doubled, versions, history);
    }

    /** How many records there are in {@code ventes.rejected}, and what they say. */
    static List<String> rejected(String kafka) {
        var rejected = new ArrayList<String>();
        forEach(kafka, "ventes.rejected", record -> rejected.add("rejected: " + record.headers()));
        return rejected;
    }

    /** How many records of the log the transformers have not committed, by partition; empty when they have all. */
    static Map<TopicPartition, Long> notCommitted(String kafka) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka));
                var consumer = consumer(kafka)) {
            var committed = admin.listConsumerGroupOffsets("ventes-transformer")
                    .partitionsToOffsetAndMetadata()
                    .get();
            var left = new HashMap<>(consumer.endOffsets(partitions(consumer, "ventes.changes")));
            left.replaceAll((partition, end) -> end
                    - (committed.get(partition) == null
                            ? 0
                            : committed.get(partition).offset()));
            left.values().removeIf(records -> records == 0);
            return left;
        }
    }

    /** How many records the log has been given. */
    static long changes(String kafka) {
        try (var consumer = consumer(kafka)) {
            return consumer.endOffsets(partitions(consumer, "ventes.changes")).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private static long digest(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return ((long) Arrays.hashCode(bytes) << 32) ^ Integer.toUnsignedLong(Utils.murmur2(bytes));
    }

    private static void forEach(String kafka, String topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        try (var consumer = consumer(kafka)) {
            var partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(action);
            }
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String kafka) {
        return new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }
}
