package dev.ventes.api.sale;

import dev.ventes.core.log.Json;
import dev.ventes.core.sale.ColumnsJson;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Sales as CSV, RFC 4180: every line has the same columns; none is an empty value. Values are never altered. */
public final class SaleCsv {
    private SaleCsv() {}

    public static Buffer head(Fields fields) {
        return print(csv -> csv.printRecord(fields.columns()));
    }

    public static Buffer of(List<Row> rows, Fields fields) {
        var columns = fields.columns();
        return print(csv -> {
            for (var row : rows) {
                for (var column : columns) {
                    csv.print(text(row.get(column)));
                }
                csv.println();
            }
        });
    }

    private interface Printing {
        void to(CSVPrinter csv) throws IOException;
    }

    private static Buffer print(Printing printing) {
        var text = new StringBuilder(512);
        try (var csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
            printing.to(csv);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return Buffer.buffer(text.toString());
    }

    /** As in JSON, but without quotes of its own. */
    private static String text(Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Object other when other instanceof Long || other instanceof Boolean -> other.toString();
            case Object other -> {
                var json = new String(
                        Json.bytes(generator -> ColumnsJson.writeValue(generator, other)), StandardCharsets.UTF_8);
                yield json.startsWith("\"") ? json.substring(1, json.length() - 1) : json;
            }
        };
    }
}
