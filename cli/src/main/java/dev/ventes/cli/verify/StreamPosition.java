package dev.ventes.cli.verify;

import dev.ventes.connector.generation.ProgressReader;
import dev.ventes.connector.postgres.Slots;
import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.topic.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the stream from the table to the view has come. What lies before an lsn is in the view when the snapshot that
 * the stream goes on from is complete, the slot has been confirmed past the lsn, so that Kafka has everything before it,
 * and the view has been written past what was then the end of each partition of the log.
 */
record StreamPosition(KafkaConfig kafka, Topics topics, Admin admin, Table table, View view, String slotPrefix) {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final long PATIENCE_SECONDS = 10;

    /** Waits until the stream has passed the position. What is in the way if it has not in time. */
    Optional<String> await(long lsn, Duration patience)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        var until = System.nanoTime() + patience.toNanos();
        var obstacle = untilNothing(until, () -> notConfirmed(lsn));
        if (obstacle.isEmpty()) {
            obstacle = snapshotMissing();
        }
        if (obstacle.isEmpty()) {
            var log = end();
            obstacle = untilNothing(until, () -> notWritten(log));
        }
        return obstacle;
    }

    /** Says what is in the way. */
    @FunctionalInterface
    private interface Look {
        Optional<String> obstacle() throws SQLException;
    }

    private static Optional<String> untilNothing(long until, Look look) throws SQLException, InterruptedException {
        var obstacle = look.obstacle();
        while (obstacle.isPresent() && System.nanoTime() - until < 0) {
            Thread.sleep(PAUSE);
            obstacle = look.obstacle();
        }
        return obstacle;
    }

    private Optional<String> notConfirmed(long lsn) throws SQLException {
        try {
            var slots = new Slots(table.session(), slotPrefix).list();
            if (slots.isEmpty()) {
                return Optional.of("there is no replication slot: no connector has begun");
            }
            var newest = slots.stream()
                    .max((a, b) -> Long.compare(a.generation(), b.generation()))
                    .orElseThrow();
            if (newest.lost() != null) {
                return Optional.of("the replication slot " + newest.name() + " is lost: " + newest.lost());
            }
            return newest.confirmed() >= lsn
                    ? Optional.empty()
                    : Optional.of(
                            newest.holder() == 0
                                    ? "no connector reads the replication slot " + newest.name()
                                    : "the connector has not sent everything yet");
        } finally {
            table.session().rollback();
        }
    }

    /** A slot is confirmed from its first moment; what was there before it is in its snapshot. */
    private Optional<String> snapshotMissing() throws SQLException, TimeoutException {
        try (var progress = ProgressReader.open(kafka, topics.progress(), () -> {})) {
            var known = progress.known();
            var complete =
                    known.generation().isPresent() && known.generation().get().complete();
            if (!complete) {
                return Optional.of("the connector has not read the whole table yet");
            }
            return known.wanted().stream().findFirst().map(wanted -> "a new snapshot is needed: " + wanted.reason());
        }
    }

    /** The end of the log as it is now: the offset of the last record of each partition that has one. */
    private record End(String topicId, Map<Integer, Long> last) {}

    private End end() throws InterruptedException, ExecutionException, TimeoutException {
        var topic = get(admin.describeTopics(List.of(topics.changes())).allTopicNames())
                .get(topics.changes());
        var asked = IntStream.range(0, topic.partitions().size())
                .mapToObj(partition -> new TopicPartition(topics.changes(), partition))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                get(admin.listOffsets(asked).all());
        return new End(
                topic.topicId().toString(),
                ends.entrySet().stream()
                        .filter(end -> end.getValue().offset() > 0)
                        .collect(Collectors.toMap(
                                end -> end.getKey().partition(),
                                end -> end.getValue().offset() - 1)));
    }

    private Optional<String> notWritten(End log) {
        var written = view.offsets(log.topicId);
        return log.last.entrySet().stream()
                .filter(partition -> written.getOrDefault(partition.getKey(), -1L) < partition.getValue())
                .findFirst()
                .map(partition -> "the transformer has not written everything yet: it is at "
                        + written.getOrDefault(partition.getKey(), -1L) + " of " + partition.getValue()
                        + " in partition " + partition.getKey());
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
