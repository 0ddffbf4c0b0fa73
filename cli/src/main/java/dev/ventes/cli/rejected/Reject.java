package dev.ventes.cli.rejected;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.CloudEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A record of {@code ventes.rejected}: the original with its key, bytes and headers, where it was, and the reason. */
record Reject(ConsumerRecord<byte[], byte[]> kept) {
    private static final String ORIGINAL = "original.";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonPointer CONNECTOR = JsonPointer.compile("/source/connector");

    /** Who had sent the original. */
    enum Origin {
        POSTGRESQL,
        API,
        UNKNOWN
    }

    Place place() {
        return new Place(kept.partition(), kept.offset());
    }

    /** The original's own name: the same where the transformer rejected it twice. */
    String id() {
        return header(CloudEvent.ID) + "@" + header("ventes.rejected.timestamp");
    }

    String reason() {
        return header("ventes.rejected.reason");
    }

    String topic() {
        return header("ventes.rejected.topic");
    }

    int partition() {
        return Integer.parseInt(header("ventes.rejected.partition"));
    }

    long offset() {
        return Long.parseLong(header("ventes.rejected.offset"));
    }

    /** When the original came to the log. */
    Instant time() {
        return Instant.ofEpochMilli(Long.parseLong(header("ventes.rejected.timestamp")));
    }

    /** The original was too large to be kept: it is where it was, for as long as the log keeps it. */
    boolean isOmitted() {
        return kept.headers().lastHeader("ventes.rejected.omitted") != null;
    }

    byte[] key() {
        return kept.key();
    }

    byte[] value() {
        return kept.value();
    }

    /** The original's headers, as they were. */
    RecordHeaders headers() {
        var headers = new RecordHeaders();
        for (var header : kept.headers()) {
            if (header.key().startsWith(ORIGINAL)) {
                headers.add(new RecordHeader(header.key().substring(ORIGINAL.length()), header.value()));
            }
        }
        return headers;
    }

    /** All headers, those of the rejection, too. */
    List<Header> allHeaders() {
        return List.of(kept.headers().toArray());
    }

    /** The header that only a connector sends, else what the value says of itself, if it says anything. */
    Origin origin() {
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
