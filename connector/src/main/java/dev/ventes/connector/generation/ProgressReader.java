package dev.ventes.connector.generation;

import dev.ventes.core.config.KafkaConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads {@code ventes.progress}: first to its end, on the thread that opens it, then on, on a thread of its own. Made
 * anew for every term, after the lock is taken, so that nothing that an earlier holder wrote is missed.
 */
public final class ProgressReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(2);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Known known = new Known();
    private Thread thread;

    private ProgressReader(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Keeps something alive that would be lost if it were not heard of while we read. */
    @FunctionalInterface
    public interface KeepAlive {
        void ping() throws SQLException;
    }

    /**
     * Reads to the present end.
     *
     * @throws TimeoutException if that takes too long
     * @throws SQLException if {@code alive} is not
     */
    public static ProgressReader open(KafkaConfig kafka, String topic, KeepAlive alive)
            throws TimeoutException, SQLException {
        var reader = new ProgressReader(new KafkaConsumer<>(
                kafka.properties(Map.of(
                        "client.id", "ventes-connector-progress",
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "earliest",
                        "max.poll.records", "10000",
                        // Nothing in it is urgent, and every batch of the transformer is announced in it.
                        "fetch.min.bytes", "1000000",
                        "fetch.max.wait.ms", "200",
                        "default.api.timeout.ms", "10000")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
        try {
            reader.readToEnd(new TopicPartition(topic, 0), alive);
            return reader;
        } catch (RuntimeException | TimeoutException | SQLException e) {
            reader.close();
            throw e;
        }
    }

    public Known known() {
        return known;
    }

    /** Reads on, and tells of every poll that brought something; a failure goes to {@code failed}, once. */
    public void follow(Consumer<Known> changed, Consumer<Throwable> failed) {
        thread = Thread.ofPlatform().daemon().name("connector-progress").start(() -> {
            try {
                while (true) {
                    if (poll()) {
                        changed.accept(known);
                    }
                }
            } catch (WakeupException closing) {
                // close() is waiting.
            } catch (Throwable e) {
                // Whatever it is: nobody may go on who does not hear of his successor.
                failed.accept(e);
            }
        });
    }

    private void readToEnd(TopicPartition progress, KeepAlive alive) throws TimeoutException, SQLException {
        consumer.assign(List.of(progress));
        consumer.seekToBeginning(List.of(progress));
        var end = consumer.endOffsets(List.of(progress)).get(progress);
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(progress) < end) {
            poll();
            alive.ping();
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("could not read " + progress.topic() + " to its end");
            }
        }
    }

    private boolean poll() {
        var messages = consumer.poll(POLL);
        messages.forEach(known::read);
        return !messages.isEmpty();
    }

    @Override
    public void close() {
        if (thread != null) {
            consumer.wakeup();
            try {
                if (!thread.join(STOP)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        consumer.close();
    }
}
