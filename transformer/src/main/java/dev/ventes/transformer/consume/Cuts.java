package dev.ventes.transformer.consume;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;

/** What Kafka said of partitions whose next record is not in the log, until they are claimed again. The loop's thread. */
final class Cuts {
    private final Map<Integer, Long> cuts = new HashMap<>();

    /** If the log was cut, Kafka may say where, even if it has grown again since. */
    void note(OffsetOutOfRangeException failure) {
        for (var partition : failure.offsetOutOfRangePartitions().keySet()) {
            var cutAt = LogBounds.UNKNOWN;
            if (failure instanceof LogTruncationException cut) {
                var divergence = cut.divergentOffsets().get(partition);
                cutAt = divergence == null ? LogBounds.SOMEWHERE : divergence.offset();
            }
            cuts.put(partition.partition(), cutAt);
        }
    }

    /** As {@link LogBounds} takes it. */
    long of(int partition) {
        return cuts.getOrDefault(partition, LogBounds.NOWHERE);
    }

    void forget(int partition) {
        cuts.remove(partition);
    }
}
