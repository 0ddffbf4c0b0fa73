package dev.ventes.api.read;

import dev.ventes.api.sale.Fields;
import dev.ventes.api.sale.Row;
import dev.ventes.api.sale.SaleCsv;
import dev.ventes.api.sale.SaleJson;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a whole list is written. */
enum ExportFormat {
    CSV("text/csv", "text/csv; charset=utf-8; header=present") {
        @Override
        Buffer head(Fields fields) {
            return SaleCsv.head(fields);
        }

        @Override
        Buffer of(List<Row> rows, Fields fields) {
            return SaleCsv.of(rows, fields);
        }
    },
    NDJSON("application/x-ndjson", "application/x-ndjson") {
        @Override
        Buffer head(Fields fields) {
            return Buffer.buffer();
        }

        @Override
        Buffer of(List<Row> rows, Fields fields) {
            return SaleJson.lines(rows, fields);
        }
    };

    private final String type;
    private final String contentType;

    ExportFormat(String type, String contentType) {
        this.type = type;
        this.contentType = contentType;
    }

    static Optional<ExportFormat> of(String type) {
        return Stream.of(values()).filter(format -> format.type.equals(type)).findFirst();
    }

    /** As {@code Accept} names it. */
    String type() {
        return type;
    }

    String contentType() {
        return contentType;
    }

    abstract Buffer head(Fields fields);

    abstract Buffer of(List<Row> rows, Fields fields);
}
