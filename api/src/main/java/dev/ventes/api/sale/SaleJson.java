package dev.ventes.api.sale;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ventes.core.log.Json;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.ColumnsJson;
import dev.ventes.core.view.SaleDocument;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;

/** Sales as REST shows them: columns in the table's order, money as plain numbers with their scale, no {@code _sync}. */
public final class SaleJson {
    private SaleJson() {}

    public static Buffer of(SaleDocument sale) {
        return Buffer.buffer(Json.bytes(json -> write(json, sale)));
    }

    public static Buffer of(List<SaleDocument> sales) {
        return Buffer.buffer(Json.bytes(json -> {
            json.writeStartArray();
            for (var sale : sales) {
                write(json, sale);
            }
            json.writeEndArray();
        }));
    }

    private static void write(JsonGenerator json, SaleDocument sale) throws IOException {
        json.writeStartObject();
        json.writeNumberField(Columns.ID, sale.id());
        for (var column : sale.columns().asMap().entrySet()) {
            json.writeFieldName(column.getKey());
            ColumnsJson.writeValue(json, column.getValue());
        }
        json.writeFieldName(Columns.MONTANT_TOTAL);
        ColumnsJson.writeValue(json, sale.montantTotal());
        json.writeEndObject();
    }
}
