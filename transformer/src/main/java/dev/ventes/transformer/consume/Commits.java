package dev.ventes.transformer.consume;

import dev.ventes.transformer.fold.PartitionState;
import dev.ventes.transformer.publish.Fence;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What is committed to the group: it shows the lag, and that it was taken proves that the group still counts this
 * instance in. Nobody resumes from it. The loop's thread.
 */
final class Commits {
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final Fence fence;
    private final Clock clock;
    private Instant last = Instant.EPOCH;
    private boolean wanted;

    Commits(Consumer<byte[], byte[]> consumer, String topic, Fence fence, Clock clock) {
        this.consumer = consumer;
        this.topic = topic;
        this.fence = fence;
        this.clock = clock;
    }

    /** Now, and waits for it. */
    void prove(Collection<PartitionState> states) {
        var begun = clock.instant();
        consumer.commitSync(offsets(states));
        fence.provedAt(begun);
    }

    /** If the last proof is no longer fresh. */
    void proveIfNeeded(Collection<PartitionState> states) {
        if (fence.needsProof() && !states.isEmpty()) {
            prove(states);
        }
    }

    /** There is something to commit. */
    void want() {
        wanted = true;
    }

    /** Without waiting for it. */
    void commitIfDue(Collection<PartitionState> states) {
        if (wanted && Duration.between(last, clock.instant()).compareTo(INTERVAL) > 0) {
            commit(states);
        }
    }

    /** Before the consumer leaves. */
    void last(Collection<PartitionState> states) {
        if (wanted) {
            commit(states);
        }
    }

    private void commit(Collection<PartitionState> states) {
        var begun = clock.instant();
        last = begun;
        wanted = false;
        consumer.commitAsync(offsets(states), (offsets, failure) -> {
            if (failure == null) {
                fence.provedAt(begun);
            } else {
                // A rebalance refuses commits, and on a quiet log no batch would ask for another one.
                wanted = true;
            }
        });
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(Collection<PartitionState> states) {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (var state : states) {
            offsets.put(new TopicPartition(topic, state.partition()), new OffsetAndMetadata(state.offset() + 1));
        }
        return offsets;
    }
}
