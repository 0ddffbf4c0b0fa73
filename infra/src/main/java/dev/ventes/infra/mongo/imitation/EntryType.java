package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.backend.IndexKey;
import java.nio.ByteBuffer;
import java.util.List;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * The entries of an index, and their order: the fields' values, each in its direction, then the position. An
 * {@link Edge} may stand for any of them. Never written: an index lives in memory.
 */
final class EntryType extends BasicDataType<Object[]> {
    private static final int BYTES_PER_VALUE = 24;

    private final boolean[] ascending;

    EntryType(List<IndexKey> keys) {
        ascending = new boolean[keys.size() + 1];
        for (int i = 0; i < keys.size(); i++) {
            ascending[i] = keys.get(i).isAscending();
        }
        ascending[keys.size()] = true;
    }

    /** Before or after everything else in the order of the index, whatever the direction of a field. */
    enum Edge {
        FIRST,
        LAST
    }

    @Override
    public int compare(Object[] a, Object[] b) {
        for (int i = 0; i < ascending.length; i++) {
            int order = compare(a[i], b[i], ascending[i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int compare(Object a, Object b, boolean ascending) {
        if (a instanceof Edge || b instanceof Edge) {
            return Integer.compare(rank(a), rank(b));
        }
        return ascending ? BsonOrder.ASCENDING.compare(a, b) : BsonOrder.ASCENDING.compare(b, a);
    }

    private static int rank(Object value) {
        return value == Edge.FIRST ? -1 : value == Edge.LAST ? 1 : 0;
    }

    @Override
    public int getMemory(Object[] entry) {
        return BYTES_PER_VALUE * entry.length;
    }

    @Override
    public void write(WriteBuffer out, Object[] entry) {
        throw new UnsupportedOperationException("an index is not stored");
    }

    @Override
    public Object[] read(ByteBuffer in) {
        throw new UnsupportedOperationException("an index is not stored");
    }

    @Override
    public Object[][] createStorage(int size) {
        return new Object[size][];
    }
}
