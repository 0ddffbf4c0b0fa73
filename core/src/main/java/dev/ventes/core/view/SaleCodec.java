package dev.ventes.core.view;

import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;

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
            ColumnsBson.write(bson, sale.columns());
            bson.writeName(Columns.MONTANT_TOTAL);
            ColumnsBson.writeValue(bson, sale.montantTotal());
        }
        bson.writeName("_sync");
        writeSync(bson, sale);
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
                    case Columns.MONTANT_TOTAL -> total = (BigDecimal) ColumnsBson.readValue(bson);
                    default -> values.put(name, ColumnsBson.readValue(bson));
                }
            }
            bson.readEndDocument();
        } catch (BsonInvalidOperationException | ClassCastException | IllegalStateException e) {
            throw notOurs(id, e.getMessage(), e);
        }
        if (sync == null) {
            throw notOurs(id, "it has no _sync", null);
        }
        return new SaleDocument(id, sync.deleted ? null : Columns.owning(values), total, sync.toSync());
    }

    private static IllegalStateException notOurs(long id, String why, RuntimeException cause) {
        return new IllegalStateException(
                "the document of sale " + id + " was not written by Ventes (" + why
                        + "): put it back from a backup; or delete it and have the row read once more, with"
                        + " \"ventes resync --from " + id + " --to " + id + "\"",
                cause);
    }

    private static void writeSync(BsonWriter bson, SaleDocument sale) {
        var sync = sale.sync();
        bson.writeStartDocument();
        bson.writeString("source", sync.source().label());
        bson.writeInt32("partition", sync.partition());
        bson.writeInt64("epoch", sync.position().epoch());
        bson.writeInt64("offset", sync.position().offset());
        bson.writeInt64("generation", sync.generation());
        bson.writeInt64("seen", sync.seen());
        bson.writeInt64("lsn", sync.lsn());
        bson.writeInt64("commit", sync.commitMicros());
        MadeBson.write(bson, sync.made(), sync.source());
        if (sale.deleted()) {
            // A time and not just a flag, so that an index over it finds the old ones.
            bson.writeDateTime("deleted", sync.loggedAt().toEpochMilli());
        } else {
            // For the search, derived from the column: nobody reads them back.
            writeStrings(
                    bson,
                    "words",
                    sale.columns().get(Columns.PRODUIT) instanceof String produit ? Words.of(produit) : List.of());
        }
        if (sync.base() != null) {
            bson.writeStartDocument("base");
            ColumnsBson.write(bson, sync.base());
            bson.writeEndDocument();
        }
        if (!sync.anomalies().isEmpty()) {
            writeStrings(bson, "anomalies", sync.anomalies());
        }
        bson.writeEndDocument();
    }

    private static void writeStrings(BsonWriter bson, String name, List<String> strings) {
        bson.writeStartArray(name);
        strings.forEach(bson::writeString);
        bson.writeEndArray();
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
        private final MadeBson.Reading made = new MadeBson.Reading();
        private boolean deleted;
        private Columns base;
        private final List<String> anomalies = new ArrayList<>();

        SyncReader(BsonReader bson) {
            bson.readStartDocument();
            while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
                var name = bson.readName();
                switch (name) {
                    case "source" -> source = Sync.Source.of(bson.readString());
                    case "partition" -> partition = bson.readInt32();
                    case "epoch" -> epoch = bson.readInt64();
                    case "offset" -> offset = bson.readInt64();
                    case "generation" -> generation = bson.readInt64();
                    case "seen" -> seen = bson.readInt64();
                    case "lsn" -> lsn = bson.readInt64();
                    case "commit" -> commitMicros = bson.readInt64();
                    case "deleted" -> {
                        deleted = true;
                        bson.skipValue();
                    }
                    case "base" -> base = ColumnsBson.read(bson);
                    case "anomalies" -> ((List<?>) ColumnsBson.readValue(bson)).forEach(a -> anomalies.add((String) a));
                    default -> {
                        if (!made.take(name, bson)) {
                            bson.skipValue();
                        }
                    }
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
                    made.in(source),
                    base,
                    anomalies);
        }
    }
}
