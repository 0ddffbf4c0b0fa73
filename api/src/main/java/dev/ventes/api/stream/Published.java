package dev.ventes.api.stream;

import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Position;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of {@code ventes.enriched}, of which so far only the name is read.
 *
 * @param topicId which {@code ventes.changes} the change stands in
 * @param partition the partition there
 * @param at the sale's place in that partition
 */
public record Published(ConsumerRecord<byte[], byte[]> record, String topicId, int partition, Point at) {
    /** Topic id, partition, position, sale. */
    private static final Pattern NAME = Pattern.compile("([^/]+)/(\\d{1,9})/(\\d{1,18}\\.\\d{1,18})/(-?\\d{1,19})");

    /** Empty for a tombstone, which only repeats the delete before it. */
    static Optional<Published> of(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty();
        }
        return CloudEvent.get(record.headers(), CloudEvent.ID).flatMap(name -> {
            var parts = NAME.matcher(name);
            return parts.matches()
                    ? Position.parse(parts.group(3))
                            .map(position -> new Published(
                                    record,
                                    parts.group(1),
                                    Integer.parseInt(parts.group(2)),
                                    new Point(position, Long.parseLong(parts.group(4)))))
                    : Optional.empty();
        });
    }

    int bytes() {
        return record.value().length;
    }
}
