package dev.ventes.core.view;

import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.types.Decimal128;

/**
 * {@link SaleDocument} as BSON: {@code _id}, the columns under their own names, {@code montant_total}, {@code _sync}.
 * Straight from reader to record and back, since every change passes here.
 */
public final class SaleCodec implements Codec<SaleDocument> {
    @Override
    public Class<SaleDocument> getEncoderClass() {
        return SaleDocument.class;
    }

    @Override
    public void encode(BsonWriter bson, SaleDocument sale, EncoderContext context) {
        bson.writeStartDocument();
        bson.writeInt64("_id", sale.id());
        if (!sale.deleted()) {
            writeColumns(bson, sale.columns());
            bson.writeName(Columns.MONTANT_TOTAL);
            writeValue(bson, sale.montantTotal());
        }
        bson.writeName("_sync");
        writeSync(bson, sale.sync(), sale.deleted());
        bson.writeEndDocument();
    }

    /** @throws IllegalStateException if somebody else has written the document: it names the sale, and what mends it */
    @Override
    public SaleDocument decode(BsonReader bson, DecoderContext context) {
        var id = 0L;
        var values = new LinkedHashMap<String, Object>();
        BigDecimal total = null;
        SyncReader sync = null;
        try {
            bson.readStartDocument();
            while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
                var name = bson.readName();
                switch (name) {
                    // MongoDB keeps it in front.
                    case "_id" -> id = bson.readInt64();
                    case "_sync" -> sync = new SyncReader(bson);
                    case Columns.MONTANT_TOTAL -> total = (BigDecimal) readValue(bson);
                    default -> values.put(name, readValue(bson));
                }
            }
            bson.readEndDocument();
        } catch (BsonInvalidOperationException | ClassCastException | IllegalStateException e) {
            throw notOurs(id, e.getMessage(), e);
        }
        if (sync == null) {
            throw notOurs(id, "it has no _sync", null);
        }
        return new SaleDocument(id, sync.deleted ? null : Columns.of(values), total, sync.toSync());
    }

    private static IllegalStateException notOurs(long id, String why, RuntimeException cause) {
        return new IllegalStateException(
                "the document of sale " + id + " was not written by Ventes (" + why
                        + "): put it back from a backup; or delete it and have the row read once more, with"
                        + " \"ventes resync --from " + id + " --to " + id + "\"",
                cause);
    }

    private static void writeSync(BsonWriter bson, Sync sync, boolean deleted) {
        bson.writeStartDocument();
        bson.writeString("source", sync.source().label());
        bson.writeInt32("partition", sync.partition());
        bson.writeInt64("epoch", sync.position().epoch());
        bson.writeInt64("offset", sync.position().offset());
        bson.writeInt64("generation", sync.generation());
        bson.writeInt64("seen", sync.seen());
        bson.writeInt64("lsn", sync.lsn());
        bson.writeInt64("commit", sync.commitMicros());
        bson.writeString("event", sync.eventId());
        bson.writeDateTime("made", sync.madeAt().toEpochMilli());
        bson.writeDateTime("logged", sync.loggedAt().toEpochMilli());
        if (deleted) {
            // A time and not just a flag, so that an index over it finds the old ones.
            bson.writeDateTime("deleted", sync.loggedAt().toEpochMilli());
        }
        if (sync.base() != null) {
            bson.writeStartDocument("base");
            writeColumns(bson, sync.base());
            bson.writeEndDocument();
        }
        if (!sync.anomalies().isEmpty()) {
            bson.writeStartArray("anomalies");
            sync.anomalies().forEach(bson::writeString);
            bson.writeEndArray();
        }
        bson.writeEndDocument();
    }

    private static void writeColumns(BsonWriter bson, Columns columns) {
        columns.asMap().forEach((name, value) -> {
            bson.writeName(name);
            writeValue(bson, value);
        });
    }

    private static void writeValue(BsonWriter bson, Object value) {
        switch (value) {
            case null -> bson.writeNull();
            case String s -> bson.writeString(s);
            case Long n -> bson.writeInt64(n);
            case Boolean b -> bson.writeBoolean(b);
            case BigDecimal d -> bson.writeDecimal128(new Decimal128(d));
            case Instant t -> bson.writeDateTime(t.toEpochMilli());
            case List<?> list -> {
                bson.writeStartArray();
                list.forEach(element -> writeValue(bson, element));
                bson.writeEndArray();
            }
            case Map<?, ?> map -> {
                bson.writeStartDocument();
                map.forEach((name, element) -> {
                    bson.writeName((String) name);
                    writeValue(bson, element);
                });
                bson.writeEndDocument();
            }
            default -> throw new IllegalArgumentException("no BSON for " + value.getClass());
        }
    }

    private static Object readValue(BsonReader bson) {
        return switch (bson.getCurrentBsonType()) {
            case NULL -> {
                bson.readNull();
                yield null;
            }
            case STRING -> bson.readString();
            case INT64 -> bson.readInt64();
            case INT32 -> (long) bson.readInt32();
            case BOOLEAN -> bson.readBoolean();
            case DECIMAL128 -> bson.readDecimal128().bigDecimalValue();
            case DATE_TIME -> Instant.ofEpochMilli(bson.readDateTime());
            case ARRAY -> {
                var list = new ArrayList<>();
                bson.readStartArray();
                while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
                    list.add(readValue(bson));
                }
                bson.readEndArray();
                yield list;
            }
            case DOCUMENT -> readDocument(bson);
            default ->
                throw new IllegalStateException(
                        bson.getCurrentName() + " is a " + bson.getCurrentBsonType() + ", which Ventes never writes");
        };
    }

    private static Map<String, Object> readDocument(BsonReader bson) {
        var map = new LinkedHashMap<String, Object>();
        bson.readStartDocument();
        while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
            var name = bson.readName();
            map.put(name, readValue(bson));
        }
        bson.readEndDocument();
        return map;
    }

    /** Filled while the BSON streams by. */
    private static final class SyncReader {
        private Sync.Source source = Sync.Source.POSTGRES;
        private int partition;
        private long epoch;
        private long offset;
        private long generation;
        private long seen = -1;
        private long lsn;
        private long commitMicros;
        private String event = "";
        private Instant made = Instant.EPOCH;
        private Instant logged = Instant.EPOCH;
        private boolean deleted;
        private Columns base;
        private final List<String> anomalies = new ArrayList<>();

        SyncReader(BsonReader bson) {
            bson.readStartDocument();
            while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
                switch (bson.readName()) {
                    case "source" -> source = Sync.Source.of(bson.readString());
                    case "partition" -> partition = bson.readInt32();
                    case "epoch" -> epoch = bson.readInt64();
                    case "offset" -> offset = bson.readInt64();
                    case "generation" -> generation = bson.readInt64();
                    case "seen" -> seen = bson.readInt64();
                    case "lsn" -> lsn = bson.readInt64();
                    case "commit" -> commitMicros = bson.readInt64();
                    case "event" -> event = bson.readString();
                    case "made" -> made = Instant.ofEpochMilli(bson.readDateTime());
                    case "logged" -> logged = Instant.ofEpochMilli(bson.readDateTime());
                    case "deleted" -> {
                        deleted = true;
                        bson.skipValue();
                    }
                    case "base" -> base = Columns.of(readDocument(bson));
                    case "anomalies" -> ((List<?>) readValue(bson)).forEach(a -> anomalies.add((String) a));
                    default -> bson.skipValue();
                }
            }
            bson.readEndDocument();
        }

        Sync toSync() {
            return new Sync(
                    source,
                    partition,
                    new Position(epoch, offset),
                    generation,
                    seen,
                    lsn,
                    commitMicros,
                    event,
                    made,
                    logged,
                    base,
                    anomalies);
        }
    }
}
