package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** Documents in the store's file, as BSON: the store would use Java serialization. */
final class BsonDocumentType extends BasicDataType<Document> {
    private static final int BYTES_PER_DOCUMENT = 64;
    private static final int BYTES_PER_FIELD = 64;

    /** An estimate, by which the store decides when a page is full and what its cache may hold. */
    @Override
    public int getMemory(Document document) {
        return BYTES_PER_DOCUMENT + BYTES_PER_FIELD * document.size();
    }

    @Override
    public void write(WriteBuffer out, Document document) {
        ByteBuf bson = PooledByteBufAllocator.DEFAULT.buffer();
        try {
            BsonEncoder.encodeDocument(document, bson);
            out.putVarInt(bson.readableBytes());
            out.put(bson.nioBuffer());
        } finally {
            bson.release();
        }
    }

    @Override
    public Document read(ByteBuffer in) {
        int length = DataUtils.readVarInt(in);
        ByteBuffer bson = in.slice().limit(length);
        in.position(in.position() + length);
        return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bson));
    }

    @Override
    public Document[] createStorage(int size) {
        return new Document[size];
    }
}
