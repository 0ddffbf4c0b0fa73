package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.ByteArrayDataType;

/** Positions as keys in the store's file: any BSON value, as the only field of a document. */
final class BsonValueType extends BasicDataType<Object> {
    private static final String FIELD = "v";
    private static final int BYTES = 48;

    @Override
    public int compare(Object a, Object b) {
        return BsonOrder.ASCENDING.compare(a, b);
    }

    /** An estimate, by which the store decides when a page is full and what its cache may hold. */
    @Override
    public int getMemory(Object value) {
        return BYTES;
    }

    @Override
    public void write(WriteBuffer out, Object value) {
        var document = new Document(FIELD, value instanceof Missing ? null : value);
        ByteArrayDataType.INSTANCE.write(out, Bson.encode(document));
    }

    @Override
    public Object read(ByteBuffer in) {
        return Missing.ofNullable(
                Bson.decode(ByteArrayDataType.INSTANCE.read(in)).get(FIELD));
    }

    @Override
    public Object[] createStorage(int size) {
        return new Object[size];
    }
}
