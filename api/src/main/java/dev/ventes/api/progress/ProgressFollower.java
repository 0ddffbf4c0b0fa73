package dev.ventes.api.progress;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.topic.ProgressJson;
import dev.ventes.core.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code ventes.progress} from its beginning and tells {@link Outcomes}, and who else wants to hear it. One thread owns the consumer; an outage
 * of Kafka is waited out, anything else ends the thread, and with it the service: writes would wait for ever.
 */
public final class ProgressFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    /** Shorter than a write takes: one that begins meanwhile waits no longer for it. */
    private static final Duration REST = Duration.ofMillis(3);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final Outcomes outcomes;
    private final List<Hearing> hearers;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "progress");
    private long endAtStart = -1;
    private volatile boolean caughtUp;
    private volatile boolean closing;

    private ProgressFollower(
            Consumer<byte[], byte[]> consumer, String topic, Outcomes outcomes, List<Hearing> hearers) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
        this.outcomes = outcomes;
        this.hearers = List.copyOf(hearers);
    }

    public static ProgressFollower start(KafkaConfig kafka, Topics topics, Outcomes outcomes, List<Hearing> hearers) {
        var consumer = new KafkaConsumer<>(
                kafka.properties(Map.of(
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        // An announcement is sent on at once; the wait is only for none.
                        "fetch.min.bytes",
                        1,
                        "client.id",
                        "ventes-api-progress")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var follower = new ProgressFollower(consumer, topics.progress(), outcomes, hearers);
        follower.thread.start();
        return follower;
    }

    /** Completes when the thread has ended: exceptionally if it died. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Whether everything has been read that was there at the start: how far the view has come is known from then on. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** What is wrong with the following itself; null if nothing is. */
    public String ill() {
        return ended.isDone() ? "is not followed any more" : null;
    }

    /** What stands in the way of telling how writes ended; null if nothing does. */
    public String notReady() {
        if (ill() != null) {
            return ill();
        }
        if (!caughtUp) {
            return "is still being read from its beginning";
        }
        return outcomes.firstSnapshot() ? "says that the table is being read for the first time" : null;
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (!closing) {
                caughtUp = caughtUp || hasReadWhatWasThere();
                for (var record : consumer.poll(POLL)) {
                    hear(record);
                }
                restIfNobodyWaits();
            }
            ended.complete(null);
        } catch (WakeupException woken) {
            ended.complete(null);
        } catch (RuntimeException | Error died) {
            ended.completeExceptionally(died);
        }
    }

    private void hear(ConsumerRecord<byte[], byte[]> record) {
        ProgressJson.decode(record).ifPresent(said -> {
            var stamp = Instant.ofEpochMilli(record.timestamp());
            // Before the outcomes: who waits for one may ask them.
            hearers.forEach(hearer -> hearer.said(said, stamp, caughtUp));
            outcomes.announce(said);
        });
        ProgressJson.retracted(record).ifPresent(key -> hearers.forEach(hearer -> hearer.retracted(key)));
    }

    /** Asked for each announcement as it comes, the broker would do more for this than for the changes themselves. */
    private void restIfNobodyWaits() {
        if (caughtUp && !outcomes.awaited()) {
            LockSupport.parkNanos(REST.toNanos());
        }
    }

    /** What was there at the first look: the end itself moves on, as fast as sales are made. */
    private boolean hasReadWhatWasThere() {
        try {
            if (endAtStart < 0) {
                endAtStart = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
            }
            return consumer.position(partition, PATIENCE) >= endAtStart;
        } catch (RetriableException later) {
            LOG.atInfo().addKeyValue("cause", later.getMessage()).log("cannot see the end of progress yet");
            return false;
        }
    }
}
