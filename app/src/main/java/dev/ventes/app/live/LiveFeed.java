package dev.ventes.app.live;

import dev.ventes.core.log.Position;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import dev.ventes.core.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Hands on every change from the moment on at which the view has it: {@code ventes.enriched} says what changed, just
 * before it is applied, {@code ventes.progress} says up to where it was. Owns its consumer, which belongs to no group,
 * and a thread; the listeners are called on it.
 */
public final class LiveFeed implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    /** Watches the changes pass. */
    public interface Listener {
        void readable(Change change, Duration lag);

        /** Several times a second, also when nothing happens. */
        default void tick() {}
    }

    private final Consumer<byte[], byte[]> consumer;
    private final Topics topics;
    private final List<Listener> listeners;
    private final Map<Integer, Queue<Change>> waiting = new HashMap<>();
    private final Map<Integer, Position> readable = new HashMap<>();
    private final Thread thread = Thread.ofPlatform().name("live-feed").unstarted(this::run);
    private volatile boolean closed;

    private LiveFeed(Consumer<byte[], byte[]> consumer, Topics topics, List<Listener> listeners) {
        this.consumer = consumer;
        this.topics = topics;
        this.listeners = List.copyOf(listeners);
    }

    /** Everything that changes after this call is seen. */
    public static LiveFeed start(String bootstrapServers, Topics topics, List<Listener> listeners) {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "client.id", "ventes-demo"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var partitions = Stream.of(topics.enriched(), topics.progress())
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // Asked for now: seekToEnd alone takes effect with the first poll.
        partitions.forEach(consumer::position);
        var feed = new LiveFeed(consumer, topics, listeners);
        feed.thread.start();
        return feed;
    }

    private void run() {
        try (consumer) {
            while (!closed) {
                consumer.poll(POLL).forEach(this::take);
                waiting.forEach(this::release);
                listeners.forEach(Listener::tick);
            }
        } catch (WakeupException closing) {
            // What close() asks for.
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(topics.enriched())) {
            Change.of(record)
                    .ifPresent(change -> waiting.computeIfAbsent(change.partition(), p -> new ArrayDeque<>())
                            .add(change));
        } else if (ProgressJson.decode(record).orElse(null) instanceof Progress.Applied applied) {
            readable.put(applied.partition(), new Position(applied.epoch(), applied.offset()));
        }
    }

    private void release(int partition, Queue<Change> changes) {
        var reached = readable.get(partition);
        if (reached == null) {
            return;
        }
        var now = Instant.now();
        while (!changes.isEmpty() && reached.isAtOrAbove(changes.peek().position())) {
            var change = changes.remove();
            var lag = Duration.between(change.madeAt(), now);
            listeners.forEach(listener -> listener.readable(change, lag));
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
