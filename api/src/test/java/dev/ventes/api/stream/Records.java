package dev.ventes.api.stream;

import dev.ventes.core.log.Position;
import dev.ventes.core.log.SaleKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of {@code ventes.enriched} as the transformer writes them, one partition of each topic. */
final class Records {
    static final String LOG = "0f6nT3jaQ_6uP1Yh2Qb8Kg";

    private Records() {}

    /** Sale {@code id} as of this position of the log, found at this offset. */
    static ConsumerRecord<byte[], byte[]> sale(long offset, long position, long id) {
        return record(offset, LOG, position, id, """
                {"op":"u","before":{"id":%1$d,"produit":"a","pays":"France"},"after":{"id":%1$d,"produit":"b","pays":"Italie"},\
                "source":"api","position":{"partition":0,"epoch":1,"offset":%2$d},"event":"e","made_at":"2024-01-10T10:00:00Z",\
                "logged_at":"2024-01-10T10:00:00Z"}""".formatted(id, position));
    }

    static ConsumerRecord<byte[], byte[]> record(long offset, String log, long position, long id, String value) {
        var record = new ConsumerRecord<>(
                "ventes.enriched", 0, offset, SaleKey.of(id), value.getBytes(StandardCharsets.UTF_8));
        var name = log + "/0/" + new Position(1, position) + "/" + id;
        record.headers().add("ce_id", name.getBytes(StandardCharsets.UTF_8));
        return record;
    }

    static ConsumerRecord<byte[], byte[]> tombstone(long offset, long id) {
        return new ConsumerRecord<>("ventes.enriched", 0, offset, SaleKey.of(id), null);
    }

    /** At this offset, nothing seen. */
    static Place start(long offset) {
        return Place.at(7, List.of(offset), 1);
    }
}
