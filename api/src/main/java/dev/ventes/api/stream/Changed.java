package dev.ventes.api.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ventes.api.query.Filter;
import dev.ventes.api.sale.ETag;
import dev.ventes.api.sale.SaleJson;
import dev.ventes.core.log.Json;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.ColumnsJson;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * One change of one sale, as {@code ventes.enriched} tells it.
 *
 * @param before the sale before; null where there was none, and where the record does not say
 * @param after the sale now; where it is deleted, its marker
 */
record Changed(Op op, SaleDocument before, SaleDocument after) {
    /** How a change looks to somebody who follows the sales of a filter. */
    enum Kind {
        CREATED,
        UPDATED,
        DELETED,
        READ,
        /** The sale is still there, and is none of those any more. */
        LEFT;

        static Kind of(Op op) {
            return switch (op) {
                case CREATE -> CREATED;
                case UPDATE -> UPDATED;
                case DELETE -> DELETED;
                case READ -> READ;
            };
        }

        String label() {
            return switch (this) {
                case CREATED -> "created";
                case UPDATED -> "updated";
                case DELETED -> "deleted";
                case READ -> "read";
                case LEFT -> "left";
            };
        }
    }

    /**
     * What it is to a filter; empty if nothing. A sale of which the record does not say what it was before may have been
     * one of the filter's: it is told, since removing a sale that one does not have does no harm.
     */
    Optional<Kind> kind(Filter filter) {
        if (!after.deleted()
                && filter.matches(
                        after.columns(), after.montantTotal(), after.sync().source())) {
            return Optional.of(Kind.of(op));
        }
        var wasThere = before == null ? op != Op.CREATE : matched(filter);
        if (!wasThere) {
            return Optional.empty();
        }
        return Optional.of(after.deleted() ? Kind.DELETED : Kind.LEFT);
    }

    /** The record does not say who made the change before: it matches if it does with either. */
    private boolean matched(Filter filter) {
        for (var source : Sync.Source.values()) {
            if (filter.matches(before.columns(), before.montantTotal(), source)) {
                return true;
            }
        }
        return false;
    }

    /** As REST shows sales. */
    byte[] json() {
        return Json.bytes(json -> {
            var sync = after.sync();
            json.writeStartObject();
            json.writeStringField("op", Kind.of(op).label());
            json.writeNumberField("id", after.id());
            json.writeStringField("position", ETag.of(sync).text());
            json.writeStringField("source", sync.source().label());
            json.writeStringField("made_at", sync.madeAt().toString());
            json.writeFieldName("vente");
            write(json, after);
            json.writeFieldName("before");
            write(json, before);
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, SaleDocument sale) throws IOException {
        if (sale == null || sale.deleted()) {
            json.writeNull();
        } else {
            SaleJson.write(json, sale);
        }
    }

    /**
     * Reads the record's value.
     *
     * @throws UncheckedIOException if the transformer did not write it
     */
    static Changed of(Published published) {
        var id = SaleKey.read(published.record().key()).orElse(published.at().id());
        try (var json = Json.FACTORY.createParser(published.record().value())) {
            var fields = new Fields();
            json.nextToken();
            for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                var token = json.nextToken();
                switch (name) {
                    case "op" -> fields.op = Op.of(json.getText()).orElseThrow(() -> new IOException("unknown op"));
                    case "before" -> fields.before = token == JsonToken.VALUE_NULL ? null : row(json);
                    case "after" -> fields.after = token == JsonToken.VALUE_NULL ? null : row(json);
                    case "source" -> fields.source = Sync.Source.of(json.getText());
                    case "event" -> fields.event = json.getText();
                    case "made_at" -> fields.madeAt = Instant.parse(json.getText());
                    case "logged_at" -> fields.loggedAt = Instant.parse(json.getText());
                    default -> json.skipChildren();
                }
            }
            return fields.changed(id, published);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    private static Columns row(JsonParser json) throws IOException {
        return ColumnsJson.read(json, id -> {});
    }

    private static SaleDocument sale(long id, Columns row, Sync sync) {
        if (row == null) {
            return new SaleDocument(id, null, null, sync);
        }
        var values = new LinkedHashMap<>(row.asMap());
        var total = values.remove(Columns.MONTANT_TOTAL) instanceof String text ? new BigDecimal(text) : null;
        return new SaleDocument(id, Columns.of(values), total, sync);
    }

    /** Filled while the JSON streams by. */
    private static final class Fields {
        private Op op;
        private Columns before;
        private Columns after;
        private Sync.Source source;
        private String event;
        private Instant madeAt;
        private Instant loggedAt;

        private Changed changed(long id, Published published) throws IOException {
            if (op == null || source == null || madeAt == null || (after == null) != (op == Op.DELETE)) {
                throw new IOException("it lacks op, source, time or row");
            }
            var sync = new Sync(
                    source,
                    published.partition(),
                    published.at().position(),
                    0,
                    -1,
                    0,
                    0,
                    new Sync.Made(op, source, Optional.empty(), event, madeAt, loggedAt),
                    null,
                    List.of());
            return new Changed(op, before == null ? null : sale(id, before, sync), sale(id, after, sync));
        }
    }
}
