package dev.ventes.transformer.publish;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Json;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.ColumnsJson;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import dev.ventes.transformer.fold.Montant;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of {@code ventes.enriched} as it is read back: the sale's document, exactly as the view had it.
 *
 * @param topicId Kafka's own id of the log in which the change stands
 * @param replaces whether there was a live sale before, as far as the record says
 */
public record Enriched(String topicId, SaleDocument sale, boolean replaces) {
    /** A record that the view cannot be made from. */
    public static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(ConsumerRecord<?, ?> record, String why) {
            super(record.topic() + " " + record.partition() + "/" + record.offset() + ": " + why);
        }
    }

    /**
     * Reads a record that is no tombstone.
     *
     * @throws Unreadable if the transformer did not write it, or an older version did
     */
    public static Enriched decode(ConsumerRecord<byte[], byte[]> record) {
        var id = SaleKey.read(record.key());
        var header = record.headers().lastHeader(EnrichedJson.SYNC);
        var event = CloudEvent.get(record.headers(), CloudEvent.ID).orElse("");
        if (header == null) {
            throw new Unreadable(record, "it has no header " + EnrichedJson.SYNC + ": a version without it wrote it");
        }
        if (id.isEmpty() || event.indexOf('/') < 0) {
            throw new Unreadable(record, "it is none of the transformer's");
        }
        try {
            var fields = new Fields();
            readValue(record.value(), fields);
            readSync(header.value(), fields);
            fields.by = CloudEvent.get(record.headers(), CloudEvent.SUBJECT);
            if (fields.op == null || fields.source == null || fields.loggedAt == null || fields.madeAt == null) {
                throw new Unreadable(record, "it lacks op, source or times");
            }
            var replaces = fields.before || fields.op.equals(Op.UPDATE.code());
            return new Enriched(event.substring(0, event.indexOf('/')), fields.document(id.getAsLong()), replaces);
        } catch (IOException | DateTimeException | IllegalArgumentException malformed) {
            throw new Unreadable(record, "it is malformed: " + malformed.getMessage());
        }
    }

    private static void readValue(byte[] value, Fields fields) throws IOException {
        try (var json = Json.FACTORY.createParser(value)) {
            json.nextToken();
            for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                var token = json.nextToken();
                switch (name) {
                    case "op" -> fields.op = json.getText();
                    case "before" -> {
                        fields.before = token != JsonToken.VALUE_NULL;
                        json.skipChildren();
                    }
                    case "after" -> fields.columns = token == JsonToken.VALUE_NULL ? null : columns(json);
                    case "source" -> fields.source = Sync.Source.of(json.getText());
                    case "position" -> position(json, fields);
                    case "event" -> fields.event = json.getText();
                    case "made_at" -> fields.madeAt = Instant.parse(json.getText());
                    case "logged_at" -> fields.loggedAt = Instant.parse(json.getText());
                    default -> json.skipChildren();
                }
            }
        }
    }

    private static Columns columns(JsonParser json) throws IOException {
        var columns = ColumnsJson.read(json, id -> {});
        var values = new LinkedHashMap<>(columns.asMap());
        values.remove(Columns.MONTANT_TOTAL);
        return Columns.of(values);
    }

    private static void position(JsonParser json, Fields fields) throws IOException {
        for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "partition" -> fields.partition = json.getIntValue();
                case "epoch" -> fields.epoch = json.getLongValue();
                case "offset" -> fields.offset = json.getLongValue();
                default -> json.skipChildren();
            }
        }
    }

    private static void readSync(byte[] header, Fields fields) throws IOException {
        try (var json = Json.FACTORY.createParser(header)) {
            json.nextToken();
            for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "generation" -> fields.generation = json.getLongValue();
                    case "seen" -> fields.seen = json.getLongValue();
                    case "lsn" -> fields.lsn = json.getLongValue();
                    case "commit" -> fields.commitMicros = json.getLongValue();
                    case "op" -> fields.madeOp = Op.of(json.getText()).orElse(Op.READ);
                    case "from" -> fields.from = Optional.of(Sync.Source.of(json.getText()));
                    case "base" -> fields.base = ColumnsJson.read(json, id -> {});
                    default -> json.skipChildren();
                }
            }
        }
    }

    /** Filled while the JSON streams by. */
    private static final class Fields {
        private String op;
        private Op madeOp = Op.READ;
        private Optional<Sync.Source> from = Optional.empty();
        private Optional<String> by = Optional.empty();
        private boolean before;
        private Columns columns;
        private Sync.Source source;
        private int partition;
        private long epoch;
        private long offset;
        private String event;
        private Instant madeAt;
        private Instant loggedAt;
        private long generation;
        private long seen;
        private long lsn;
        private long commitMicros;
        private Columns base;

        private SaleDocument document(long id) {
            var montant = columns == null ? null : Montant.of(columns);
            var sync = new Sync(
                    source,
                    partition,
                    new Position(epoch, offset),
                    generation,
                    seen,
                    lsn,
                    commitMicros,
                    new Sync.Made(madeOp, from.orElse(source), by, event, madeAt, loggedAt),
                    base,
                    montant == null ? List.of() : montant.anomalies());
            return new SaleDocument(id, columns, montant == null ? null : montant.total(), sync);
        }
    }
}
