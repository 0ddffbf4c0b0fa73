package dev.ventes.connector;

import static java.util.Objects.requireNonNullElse;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.ChangeDecoder;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Mark;
import dev.ventes.core.service.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything that is on a topic of changes, as it comes, and decoded as the transformer decodes it. */
final class Topic implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final List<Service> writers;

    Topic(String bootstrapServers, String topic, Service... writers) {
        this.writers = List.of(writers);
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.poll.records", "10000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads what is new. */
    List<ConsumerRecord<byte[], byte[]>> read() {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        return records;
    }

    /** The changes that are new; they are not kept. */
    List<Change.FromPostgres> next() {
        var fresh = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        consumer.poll(Duration.ofMillis(100)).forEach(fresh::add);
        return changes(decoded(fresh));
    }

    List<Change.FromPostgres> changes() {
        return changes(decoded());
    }

    private static List<Change.FromPostgres> changes(List<Decoded> all) {
        return all.stream()
                .filter(Decoded.Changed.class::isInstance)
                .map(decoded -> (Change.FromPostgres) ((Decoded.Changed) decoded).change())
                .toList();
    }

    /** The changes of one sale, in their order. */
    List<Change.FromPostgres> changes(long id) {
        return changes().stream().filter(change -> change.id() == id).toList();
    }

    /** The marks, each with how often it is there: once per partition, if all is well. */
    Map<Mark, Long> marks() {
        return decoded().stream()
                .filter(Decoded.Marked.class::isInstance)
                .map(decoded -> ((Decoded.Marked) decoded).mark())
                .collect(Collectors.groupingBy(mark -> mark, Collectors.counting()));
    }

    List<Decoded> decoded() {
        return decoded(read());
    }

    private static List<Decoded> decoded(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> ChangeDecoder.decode(
                        record.key(), requireNonNullElse(record.value(), new byte[0]), record.headers()))
                .toList();
    }

    @Override
    public void close() {
        for (var writer : writers) {
            writer.close();
        }
        consumer.close();
    }
}
