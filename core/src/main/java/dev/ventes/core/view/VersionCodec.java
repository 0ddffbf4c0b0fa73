package dev.ventes.core.view;

import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.time.Instant;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;

/**
 * {@link SaleVersion} as BSON: its key as {@code _id}, where it stands, what made it, and, unless it is a deletion,
 * {@code vente} with the columns and {@code montant_total}.
 */
public final class VersionCodec implements Codec<SaleVersion> {
    @Override
    public Class<SaleVersion> getEncoderClass() {
        return SaleVersion.class;
    }

    @Override
    public void encode(BsonWriter bson, SaleVersion version, EncoderContext context) {
        var made = version.made();
        bson.writeStartDocument();
        bson.writeString("_id", version.key());
        bson.writeInt64("sale", version.sale());
        bson.writeInt32("partition", version.partition());
        bson.writeInt64("epoch", version.position().epoch());
        bson.writeInt64("offset", version.position().offset());
        bson.writeString("source", made.from().label());
        MadeBson.write(bson, made, made.from());
        bson.writeDateTime("until", version.until().toEpochMilli());
        if (!version.deleted()) {
            bson.writeStartDocument("vente");
            ColumnsBson.write(bson, version.columns());
            bson.writeName(Columns.MONTANT_TOTAL);
            ColumnsBson.writeValue(bson, version.montantTotal());
            bson.writeEndDocument();
        }
        bson.writeEndDocument();
    }

    @Override
    public SaleVersion decode(BsonReader bson, DecoderContext context) {
        var sale = 0L;
        var partition = 0;
        var epoch = 0L;
        var offset = 0L;
        var source = Sync.Source.POSTGRES;
        var made = new MadeBson.Reading();
        Instant until = null;
        Columns columns = null;
        bson.readStartDocument();
        while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
            var name = bson.readName();
            switch (name) {
                case "sale" -> sale = bson.readInt64();
                case "partition" -> partition = bson.readInt32();
                case "epoch" -> epoch = bson.readInt64();
                case "offset" -> offset = bson.readInt64();
                case "source" -> source = Sync.Source.of(bson.readString());
                case "until" -> until = Instant.ofEpochMilli(bson.readDateTime());
                case "vente" -> columns = ColumnsBson.read(bson);
                default -> {
                    if (!made.take(name, bson)) {
                        bson.skipValue();
                    }
                }
            }
        }
        bson.readEndDocument();
        var position = new Position(epoch, offset);
        if (columns == null) {
            return new SaleVersion(sale, partition, position, null, null, made.in(source), until);
        }
        var total = (BigDecimal) columns.get(Columns.MONTANT_TOTAL);
        return new SaleVersion(
                sale, partition, position, columns.without(Columns.MONTANT_TOTAL), total, made.in(source), until);
    }
}
