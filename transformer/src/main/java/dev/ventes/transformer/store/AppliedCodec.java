package dev.ventes.transformer.store;

import dev.ventes.core.view.SaleCodec;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import dev.ventes.transformer.fold.Outcome;
import java.util.List;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;

/** A change as far as it counts: the sale {@code before}, if there was one, and {@code after} it. */
final class AppliedCodec implements Codec<Outcome.Applied> {
    private static final SaleCodec SALES = new SaleCodec();

    @Override
    public Class<Outcome.Applied> getEncoderClass() {
        return Outcome.Applied.class;
    }

    @Override
    public void encode(BsonWriter bson, Outcome.Applied change, EncoderContext context) {
        bson.writeStartDocument();
        if (change.before() != null) {
            bson.writeName("before");
            SALES.encode(bson, bare(change.before()), context);
        }
        bson.writeName("after");
        SALES.encode(bson, bare(change.after()), context);
        bson.writeEndDocument();
    }

    /** Nothing that is counted is there: it may be as large as the sale. */
    private static SaleDocument bare(SaleDocument sale) {
        var sync = sale.sync();
        return sync.base() == null
                ? sale
                : new SaleDocument(
                        sale.id(),
                        sale.columns(),
                        sale.montantTotal(),
                        new Sync(
                                sync.source(),
                                sync.partition(),
                                sync.position(),
                                sync.generation(),
                                sync.seen(),
                                sync.lsn(),
                                sync.commitMicros(),
                                sync.made(),
                                null,
                                List.of()));
    }

    @Override
    public Outcome.Applied decode(BsonReader bson, DecoderContext context) {
        SaleDocument before = null;
        SaleDocument after = null;
        bson.readStartDocument();
        while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
            var name = bson.readName();
            var sale = SALES.decode(bson, context);
            if (name.equals("before")) {
                before = sale;
            } else {
                after = sale;
            }
        }
        bson.readEndDocument();
        if (after == null) {
            throw new IllegalStateException("a change in the collection uncounted has no sale after it");
        }
        return new Outcome.Applied(after.sync().made().op(), before, after);
    }
}
