package dev.ventes.app.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Json;
import dev.ventes.core.log.Position;
import dev.ventes.core.log.SaleKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of {@code ventes.enriched}. Thousands pass in a second and few are shown: the headers are read of all, the
 * JSON only where somebody asks for it.
 */
public record Change(long id, int partition, Position position, Instant madeAt, ConsumerRecord<byte[], byte[]> record) {
    private static final JsonMapper MAPPER = new JsonMapper(Json.FACTORY);

    /** Empty for a tombstone, and for what is not ours. */
    static Optional<Change> of(ConsumerRecord<byte[], byte[]> record) {
        var id = SaleKey.read(record.key());
        // topic id / partition of the log / position / sale
        var name = CloudEvent.get(record.headers(), CloudEvent.ID).orElse("").split("/", -1);
        var time = CloudEvent.get(record.headers(), CloudEvent.TIME);
        if (record.value() == null || id.isEmpty() || name.length != 4 || time.isEmpty()) {
            return Optional.empty();
        }
        try {
            var partition = Integer.parseInt(name[1]);
            var madeAt = Instant.parse(time.get());
            return Position.parse(name[2])
                    .map(position -> new Change(id.getAsLong(), partition, position, madeAt, record));
        } catch (NumberFormatException | DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }

    /** What people want to see of it. */
    Optional<String> describe(Duration lag) {
        try {
            var event = MAPPER.readTree(record.value());
            var op = event.path("op").asText();
            var sale = event.path(op.equals("d") ? "before" : "after");
            return Optional.of("%s %10d  %-22.22s %15s = %9s  %-8s %,5d ms"
                    .formatted(
                            verb(op),
                            id,
                            text(sale, "produit"),
                            text(sale, "quantite") + " × " + text(sale, "prix_unitaire"),
                            text(sale, "montant_total"),
                            event.path("source").asText(),
                            lag.toMillis()));
        } catch (IOException notOurs) {
            return Optional.empty();
        }
    }

    private static String verb(String op) {
        return switch (op) {
            case "c" -> "created";
            case "u" -> "updated";
            case "d" -> "deleted";
            default -> "read   ";
        };
    }

    private static String text(JsonNode sale, String column) {
        return sale.hasNonNull(column) ? sale.get(column).asText() : "–";
    }
}
