package dev.ventes.core.rejected;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.CloudEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A record of {@code ventes.rejected}: the original with its key, bytes and headers, where it was, and the reason. */
public record Reject(ConsumerRecord<byte[], byte[]> kept) {
    private static final String ORIGINAL = "original.";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonPointer CONNECTOR = JsonPointer.compile("/source/connector");

    /** A header that every record of ours has; the topic may hold what others wrote. */
    private static final String MINE = "ventes.rejected.offset";

    /** The record, if it is one of ours. */
    public static Optional<Reject> of(ConsumerRecord<byte[], byte[]> kept) {
        return kept.headers().lastHeader(MINE) == null ? Optional.empty() : Optional.of(new Reject(kept));
    }

    /** Who had sent the original. */
    public enum Origin {
        POSTGRESQL,
        API,
        UNKNOWN
    }

    /** The original's own name: the same where the transformer rejected it twice. */
    public String id() {
        return header(CloudEvent.ID) + "@" + header("ventes.rejected.timestamp");
    }

    public String reason() {
        return header("ventes.rejected.reason");
    }

    public String topic() {
        return header("ventes.rejected.topic");
    }

    public int partition() {
        return Integer.parseInt(header("ventes.rejected.partition"));
    }

    public long offset() {
        return Long.parseLong(header(MINE));
    }

    /** When the original came to the log. */
    public Instant time() {
        return Instant.ofEpochMilli(Long.parseLong(header("ventes.rejected.timestamp")));
    }

    /** The original was too large to be kept: it is where it was, for as long as the log keeps it. */
    public boolean isOmitted() {
        return kept.headers().lastHeader("ventes.rejected.omitted") != null;
    }

    public byte[] key() {
        return kept.key();
    }

    public byte[] value() {
        return kept.value();
    }

    /** The original's headers, as they were. */
    public RecordHeaders headers() {
        var headers = new RecordHeaders();
        for (var header : kept.headers()) {
            if (header.key().startsWith(ORIGINAL)) {
                headers.add(new RecordHeader(header.key().substring(ORIGINAL.length()), header.value()));
            }
        }
        return headers;
    }

    /** All headers, those of the rejection, too. */
    public List<Header> allHeaders() {
        return List.of(kept.headers().toArray());
    }

    /** The header that only a connector sends, else what the value says of itself, if it says anything. */
    public Origin origin() {
        if (kept.headers().lastHeader(ORIGINAL + CloudEvent.TERM) != null) {
            return Origin.POSTGRESQL;
        }
        try {
            return switch (JSON.readTree(kept.value() == null ? new byte[0] : kept.value())
                    .at(CONNECTOR)
                    .asText()) {
                case "postgresql" -> Origin.POSTGRESQL;
                case ChangeEncoder.API -> Origin.API;
                default -> Origin.UNKNOWN;
            };
        } catch (IOException noJson) {
            return Origin.UNKNOWN;
        }
    }

    private String header(String name) {
        return CloudEvent.get(kept.headers(), name).orElse("");
    }
}
