package dev.ventes.app.bench;

import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far the log and the view have come. One thread. */
final class ViewPosition implements AutoCloseable {
    private static final int PARTITIONS = 6;
    private static final Map<TopicPartition, OffsetSpec> LATEST = IntStream.range(0, PARTITIONS)
            .boxed()
            .collect(Collectors.toMap(p -> new TopicPartition("ventes.changes", p), p -> OffsetSpec.latest()));

    private final KafkaConsumer<byte[], byte[]> progress;
    private final Admin admin;
    private final Map<Integer, Long> applied = new HashMap<>();

    ViewPosition(String bootstrapServers) {
        var servers = Map.<String, Object>of("bootstrap.servers", bootstrapServers);
        progress = new KafkaConsumer<>(servers, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        admin = Admin.create(servers);
        var partitions = List.of(new TopicPartition("ventes.progress", 0));
        progress.assign(partitions);
        progress.seekToBeginning(partitions);
    }

    /** Records in the log. */
    long logged() throws ExecutionException, InterruptedException {
        return admin.listOffsets(LATEST).all().get().values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    /** Records that the view has passed. */
    long applied() {
        for (var record : progress.poll(Duration.ofMillis(2))) {
            if (ProgressJson.decode(record).orElse(null) instanceof Progress.Applied done) {
                applied.put(done.partition(), done.offset() + 1);
            }
        }
        return applied.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        progress.close();
        admin.close();
    }
}
