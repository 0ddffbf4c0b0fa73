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
 * The value of a record of {@code ventes.enriched}, and the header beside it. Everything in it comes from the change and the sale, nothing from
 * the clock: the same position is published once or identically again.
 */
final class EnrichedJson {
    /** The header with what the view needs beyond the value, so that it can be made anew from the topic. */
    static final String SYNC = "ventes.sync";

    private EnrichedJson() {}

    /**
     * {@code before} may be null; where all together are too large for the topic, it is left out.
     *
     * @param sync the header beside it
     */
    static byte[] encode(Op op, SaleDocument before, SaleDocument after, byte[] sync) {
        var value = write(op, before, after);
        // The other headers, key and framing want some room, too.
        var tooLarge = value.length + sync.length > Topics.ENRICHED_BYTES - 16 * 1024;
        return tooLarge && before != null ? write(op, null, after) : value;
    }

    static byte[] sync(SaleDocument sale) {
        var sync = sale.sync();
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeNumberField("generation", sync.generation());
            json.writeNumberField("seen", sync.seen());
            json.writeNumberField("lsn", sync.lsn());
            json.writeNumberField("commit", sync.commitMicros());
            json.writeStringField("op", sync.made().op().code());
            if (sync.made().from() != sync.source()) {
                json.writeStringField("from", sync.made().from().label());
            }
            if (sync.base() != null) {
                json.writeObjectFieldStart("base");
                ColumnsJson.writeFieldsExactly(json, sync.base());
                json.writeEndObject();
            }
            json.writeEndObject();
        });
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
        ColumnsJson.writeFieldsExactly(json, sale.columns());
        if (sale.montantTotal() == null) {
            json.writeNullField(Columns.MONTANT_TOTAL);
        } else {
            json.writeStringField(Columns.MONTANT_TOTAL, sale.montantTotal().toPlainString());
        }
        json.writeEndObject();
    }
}
