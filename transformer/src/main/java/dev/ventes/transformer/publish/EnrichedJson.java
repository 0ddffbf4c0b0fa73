package dev.ventes.transformer.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ventes.core.log.Json;
import dev.ventes.core.log.Op;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.ColumnsJson;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.SaleDocument;
import java.io.IOException;

/**
 * The value of a record of {@code ventes.enriched}. Everything in it comes from the change and the sale, nothing from
 * the clock: the same position is published once or identically again.
 */
final class EnrichedJson {
    private EnrichedJson() {}

    /** {@code before} may be null; where both together are too large for the topic, it is left out. */
    static byte[] encode(Op op, SaleDocument before, SaleDocument after) {
        var value = write(op, before, after);
        // Headers, key and framing want some room, too.
        var tooLarge = value.length > Topics.ENRICHED_BYTES - 16 * 1024;
        return tooLarge && before != null ? write(op, null, after) : value;
    }

    private static byte[] write(Op op, SaleDocument before, SaleDocument after) {
        return Json.bytes(json -> {
            var sync = after.sync();
            json.writeStartObject();
            json.writeStringField("op", op.code());
            json.writeFieldName("before");
            sale(json, before);
            json.writeFieldName("after");
            sale(json, after.deleted() ? null : after);
            json.writeStringField("source", sync.source().label());
            json.writeObjectFieldStart("position");
            json.writeNumberField("partition", sync.partition());
            json.writeNumberField("epoch", sync.position().epoch());
            json.writeNumberField("offset", sync.position().offset());
            json.writeEndObject();
            json.writeStringField("event", sync.eventId());
            json.writeStringField("made_at", sync.madeAt().toString());
            json.writeStringField("logged_at", sync.loggedAt().toString());
            json.writeEndObject();
        });
    }

    private static void sale(JsonGenerator json, SaleDocument sale) throws IOException {
        if (sale == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeNumberField(Columns.ID, sale.id());
        ColumnsJson.writeFields(json, sale.columns());
        if (sale.montantTotal() == null) {
            json.writeNullField(Columns.MONTANT_TOTAL);
        } else {
            json.writeStringField(Columns.MONTANT_TOTAL, sale.montantTotal().toPlainString());
        }
        json.writeEndObject();
    }
}
