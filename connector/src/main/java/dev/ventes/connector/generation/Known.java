package dev.ventes.connector.generation;

import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What {@code ventes.progress} says of terms, generations and wanted snapshots, as far as it has been read. Filled by
 * the one thread that reads the topic, asked by others.
 */
public final class Known {
    private final Map<ByteBuffer, Progress.SnapshotWanted> wanted = new HashMap<>();
    private long term;
    private long heard;
    private Progress.Generation generation;
    private Progress.Resync resync;

    public synchronized void read(ConsumerRecord<byte[], byte[]> message) {
        if (message.key() != null && message.value() == null) {
            wanted.remove(ByteBuffer.wrap(message.key()));
        }
        ProgressJson.decode(message).ifPresent(progress -> {
            switch (progress) {
                case Progress.Term taken -> term = Math.max(term, taken.term());
                case Progress.Generation announced -> {
                    term = Math.max(term, announced.generation());
                    generation = announced;
                }
                case Progress.Resync wished -> resync = wished;
                case Progress.SnapshotWanted asked -> wanted.put(ByteBuffer.wrap(message.key()), asked);
                case Progress.Applied applied -> heard = Math.max(heard, applied.term());
                case Progress.Refused refused -> {}
                case Progress.Rejected rejected -> {}
                case Progress.Status status -> {}
                case Progress.Verified verified -> {}
            }
        });
    }

    /** The highest term that anybody has taken; 0 if nobody did. */
    public synchronized long term() {
        return term;
    }

    /** The highest term that the view has listened to: beyond {@link #term} where the topics were lost and it was not. */
    public synchronized long heard() {
        return heard;
    }

    public synchronized Optional<Progress.Generation> generation() {
        return Optional.ofNullable(generation);
    }

    /** What is to be read once more, if anybody still waits for it. */
    public synchronized Optional<Progress.Resync> resync() {
        return Optional.ofNullable(resync).filter(Progress.Resync::open);
    }

    /** The wishes that no generation has fulfilled. */
    public synchronized List<Progress.SnapshotWanted> wanted() {
        return new ArrayList<>(wanted.values());
    }

    /** Takes the wishes that a new generation is about to fulfil off the list. */
    public synchronized List<Progress.SnapshotWanted> fulfilled() {
        var fulfilled = wanted();
        wanted.clear();
        return fulfilled;
    }
}
