package dev.ventes.core.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** {@link Progress} as JSON: the key names the kind, the value is the record's fields. */
public final class ProgressJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, null))
            .build();

    private ProgressJson() {}

    /**
     * The record to send.
     *
     * @param timestamp milliseconds since 1970; for the transformer, when its ownership was last proved
     */
    public static ProducerRecord<byte[], byte[]> encode(String topic, long timestamp, Progress progress) {
        try {
            return new ProducerRecord<>(
                    topic, 0, timestamp, JSON.writeValueAsBytes(progress.key()), JSON.writeValueAsBytes(progress));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The record that takes it back: a tombstone. */
    public static ProducerRecord<byte[], byte[]> retract(String topic, long timestamp, Progress progress) {
        var key = encode(topic, timestamp, progress).key();
        return new ProducerRecord<>(topic, 0, timestamp, key, (byte[]) null);
    }

    /** What is taken back; empty for what nobody of us could take back, and for what is no tombstone. */
    public static Optional<Progress.Key> retracted(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() != null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readValue(record.key(), Progress.Key.class));
        } catch (IOException notOurs) {
            return Optional.empty();
        }
    }

    /** What the record says; empty for a kind that a newer version wrote, and for what nobody of us wrote. */
    public static Optional<Progress> decode(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return Optional.empty();
        }
        try {
            var key = JSON.readValue(record.key(), Progress.Key.class);
            var type = key == null ? null : type(key.kind());
            return type == null ? Optional.empty() : Optional.ofNullable(JSON.readValue(record.value(), type));
        } catch (IOException notOurs) {
            return Optional.empty();
        }
    }

    private static Class<? extends Progress> type(String kind) {
        return switch (kind) {
            case "applied" -> Progress.Applied.class;
            case "refused" -> Progress.Refused.class;
            case "rejected" -> Progress.Rejected.class;
            case "snapshot-wanted" -> Progress.SnapshotWanted.class;
            case "resync" -> Progress.Resync.class;
            case "status" -> Progress.Status.class;
            case "verified" -> Progress.Verified.class;
            case "term" -> Progress.Term.class;
            case "generation" -> Progress.Generation.class;
            case null, default -> null;
        };
    }
}
