package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/**
 * An index in memory that is not unique: one entry per document, missing fields as null. It has no idea of arrays, and
 * gives up for good when it meets one. Guarded, like everything of a collection, by the collection's monitor.
 */
final class SortedIndex extends Index<Object> implements OrderedIndex {
    private static final byte[] NOTHING = {};

    private final List<FieldPath> paths;
    private final MVMap<Object[], byte[]> entries;
    private boolean sawArray;

    SortedIndex(String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
        paths = keys.stream().map(IndexKey::getKey).map(FieldPath::of).toList();
        // A sorted map that keeps neighbours in one page, where a tree of nodes misses the cache at every step.
        entries = MVStore.open(null)
                .openMap(
                        "entries",
                        new MVMap.Builder<Object[], byte[]>()
                                .keyType(new EntryType(keys))
                                .valueType(ByteArrayDataType.INSTANCE));
    }

    @Override
    public boolean isComplete() {
        return !sawArray && (!isSparse() || paths.size() == 1);
    }

    @Override
    public boolean skipsMissing() {
        return isSparse();
    }

    @Override
    public Iterable<Object> scan(Range range, boolean reversed) {
        boolean ascending = range.prefix().size() == getKeys().size()
                || getKeys().get(range.prefix().size()).isAscending();
        Bounds next = range.next();
        Object[] from = edge(range.prefix(), ascending ? next.low() : next.high(), EntryType.Edge.FIRST);
        Object[] to = edge(range.prefix(), ascending ? next.high() : next.low(), EntryType.Edge.LAST);
        if (entries.getKeyType().compare(from, to) > 0) {
            return List.of();
        }
        Iterable<Object[]> found = () -> entries.cursor(reversed ? to : from, reversed ? from : to, reversed);
        return () -> StreamSupport.stream(found.spliterator(), false)
                .map(entry -> entry[paths.size()])
                .iterator();
    }

    private Object[] edge(List<Object> prefix, Object next, EntryType.Edge edge) {
        var entry = new Object[paths.size() + 1];
        Arrays.fill(entry, edge);
        for (int i = 0; i < prefix.size(); i++) {
            entry[i] = prefix.get(i);
        }
        if (!Bounds.isOpen(next)) {
            entry[prefix.size()] = next;
        }
        return entry;
    }

    /** The fields' values in the index's order, then the position; empty when the index is of no use any more. */
    private Optional<Object[]> entry(Document document) {
        var entry = new Object[paths.size() + 1];
        for (int i = 0; i < paths.size(); i++) {
            Object value = paths.get(i).in(document);
            if (value instanceof Collection) {
                sawArray = true;
                entries.clear();
            }
            entry[i] = value;
        }
        entry[paths.size()] = Position.of(document);
        boolean left = !isComplete() || (isSparse() && entry[0] == null);
        return left ? Optional.empty() : Optional.of(entry);
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        entry(document).ifPresent(entry -> entries.put(entry, NOTHING));
    }

    @Override
    public Object remove(Document document) {
        entry(document).ifPresent(entries::remove);
        return Position.of(document);
    }

    @Override
    public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
        Optional<Object[]> old = entry(before);
        Optional<Object[]> now = entry(after);
        if (old.isPresent() && now.isPresent() && entries.getKeyType().compare(old.get(), now.get()) == 0) {
            return;
        }
        old.ifPresent(entries::remove);
        now.ifPresent(entry -> entries.put(entry, NOTHING));
    }

    @Override
    public Object getPosition(Document document) {
        return Position.of(document);
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {}

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {}

    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Iterable<Object> getPositions(Document query) {
        throw new UnsupportedOperationException("queries are planned by Plan");
    }

    @Override
    public long getCount() {
        return entries.sizeAsLong();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }

    @Override
    public void drop() {
        entries.clear();
    }
}
