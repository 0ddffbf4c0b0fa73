package dev.ventes.api.read;

import dev.ventes.api.sale.Row;
import dev.ventes.core.view.ColumnsBson;
import java.util.LinkedHashMap;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;

/** A sale's document, or what a projection leaves of it, as a row of a list. Only for reading. */
final class RowCodec implements Codec<Row> {
    @Override
    public Class<Row> getEncoderClass() {
        return Row.class;
    }

    @Override
    public Row decode(BsonReader bson, DecoderContext context) {
        var id = 0L;
        var values = LinkedHashMap.<String, Object>newLinkedHashMap(8);
        bson.readStartDocument();
        while (bson.readBsonType() != BsonType.END_OF_DOCUMENT) {
            var name = bson.readName();
            switch (name) {
                case "_id" -> id = bson.readInt64();
                case "_sync" -> bson.skipValue();
                default -> values.put(name, ColumnsBson.readValue(bson));
            }
        }
        bson.readEndDocument();
        return new Row(id, values);
    }

    @Override
    public void encode(BsonWriter bson, Row row, EncoderContext context) {
        throw new UnsupportedOperationException("the transformer writes the view");
    }
}
