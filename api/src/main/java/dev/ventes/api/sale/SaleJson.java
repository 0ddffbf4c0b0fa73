package dev.ventes.api.sale;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.ventes.core.log.Json;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.ColumnsJson;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.SaleVersion;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/** Sales as REST shows them: columns in the table's order, money as plain numbers with their scale, no {@code _sync}. */
public final class SaleJson {
    private static final SerializedString NO_SEPARATOR = new SerializedString("");

    private SaleJson() {}

    public static Buffer of(SaleDocument sale) {
        return Buffer.buffer(Json.bytes(json -> write(json, sale)));
    }

    public static Buffer of(List<Row> rows, Fields fields) {
        return Buffer.buffer(Json.bytes(json -> {
            json.writeStartArray();
            for (var row : rows) {
                write(json, row, fields);
            }
            json.writeEndArray();
        }));
    }

    /** A version that is no deletion. */
    public static Buffer of(SaleVersion version) {
        return Buffer.buffer(Json.bytes(json -> write(json, version)));
    }

    /** A version that is no deletion. */
    public static void write(JsonGenerator json, SaleVersion version) throws IOException {
        write(json, version.sale(), version.columns(), version.montantTotal());
    }

    /** One line for each row. */
    public static Buffer lines(List<Row> rows, Fields fields) {
        return Buffer.buffer(Json.bytes(json -> {
            json.setRootValueSeparator(NO_SEPARATOR);
            for (var row : rows) {
                write(json, row, fields);
                json.writeRaw('\n');
            }
        }));
    }

    /** One sale, where the generator is. */
    public static void write(JsonGenerator json, SaleDocument sale) throws IOException {
        write(json, sale.id(), sale.columns(), sale.montantTotal());
    }

    private static void write(JsonGenerator json, long id, Columns columns, BigDecimal total) throws IOException {
        json.writeStartObject();
        json.writeNumberField(Columns.ID, id);
        for (var column : columns.asMap().entrySet()) {
            json.writeFieldName(column.getKey());
            ColumnsJson.writeValue(json, column.getValue());
        }
        json.writeFieldName(Columns.MONTANT_TOTAL);
        ColumnsJson.writeValue(json, total);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Row row, Fields fields) throws IOException {
        json.writeStartObject();
        if (fields.has(Columns.ID)) {
            json.writeNumberField(Columns.ID, row.id());
        }
        for (var column : row.values().entrySet()) {
            if (fields.has(column.getKey())) {
                json.writeFieldName(column.getKey());
                ColumnsJson.writeValue(json, column.getValue());
            }
        }
        json.writeEndObject();
    }
}
