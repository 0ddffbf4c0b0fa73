package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An index in memory that is not unique: one entry per document, missing fields as null. It has no idea of arrays, and
 * gives up for good when it meets one. Guarded, like everything of a collection, by the collection's monitor.
 */
final class SortedIndex extends Index<Object> implements OrderedIndex {
    private final List<FieldPath> paths;
    private final NavigableSet<Entry> entries;
    private boolean sawArray;

    SortedIndex(String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
        paths = keys.stream().map(IndexKey::getKey).map(FieldPath::of).toList();
        entries = new TreeSet<>(order(keys));
    }

    /** The fields' values in the index's order, then the position; an {@link Edge} may stand for any of them. */
    private record Entry(List<Object> values, Object position) {}

    /** Before or after everything else in the order of the index, whatever the direction of a field. */
    private enum Edge {
        FIRST,
        LAST
    }

    private static Comparator<Entry> order(List<IndexKey> keys) {
        Comparator<Entry> order = Comparator.comparing(Entry::position, withEdges(BsonOrder.ASCENDING));
        for (int i = keys.size() - 1; i >= 0; i--) {
            int field = i;
            Comparator<Object> values =
                    keys.get(i).isAscending() ? BsonOrder.ASCENDING : BsonOrder.ASCENDING.reversed();
            order = Comparator.<Entry, Object>comparing(entry -> entry.values().get(field), withEdges(values))
                    .thenComparing(order);
        }
        return order;
    }

    private static Comparator<Object> withEdges(Comparator<Object> values) {
        return (a, b) -> {
            if (a instanceof Edge || b instanceof Edge) {
                return Integer.compare(rank(a), rank(b));
            }
            return values.compare(a, b);
        };
    }

    private static int rank(Object value) {
        return value == Edge.FIRST ? -1 : value == Edge.LAST ? 1 : 0;
    }

    @Override
    public boolean isComplete() {
        return !isSparse() && !sawArray;
    }

    @Override
    public Iterable<Object> scan(Range range, boolean reversed) {
        boolean ascending = range.prefix().size() == getKeys().size()
                || getKeys().get(range.prefix().size()).isAscending();
        Bounds next = range.next();
        Entry from = edge(range.prefix(), ascending ? next.low() : next.high(), Edge.FIRST);
        Entry to = edge(range.prefix(), ascending ? next.high() : next.low(), Edge.LAST);
        if (entries.comparator().compare(from, to) > 0) {
            return List.of();
        }
        NavigableSet<Entry> within = entries.subSet(from, true, to, true);
        NavigableSet<Entry> inOrder = reversed ? within.descendingSet() : within;
        return () -> inOrder.stream().map(Entry::position).iterator();
    }

    private Entry edge(List<Object> prefix, Object next, Edge edge) {
        var values = new Object[getKeys().size()];
        Arrays.fill(values, edge);
        for (int i = 0; i < prefix.size(); i++) {
            values[i] = prefix.get(i);
        }
        if (!Bounds.isOpen(next)) {
            values[prefix.size()] = next;
        }
        return new Entry(Arrays.asList(values), edge);
    }

    /** Empty when the index is of no use any more. */
    private Optional<Entry> entry(Document document) {
        var values = new Object[getKeys().size()];
        for (int i = 0; i < values.length; i++) {
            Object value = paths.get(i).in(document);
            if (value instanceof Collection) {
                sawArray = true;
                entries.clear();
            }
            values[i] = value;
        }
        return isComplete() ? Optional.of(new Entry(Arrays.asList(values), Position.of(document))) : Optional.empty();
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        entry(document).ifPresent(entries::add);
    }

    @Override
    public Object remove(Document document) {
        entry(document).ifPresent(entries::remove);
        return Position.of(document);
    }

    @Override
    public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
        Optional<Entry> old = entry(before);
        entry(after).ifPresent(entry -> {
            if (old.isPresent() && entries.comparator().compare(old.get(), entry) != 0) {
                entries.remove(old.get());
                entries.add(entry);
            }
        });
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
        return entries.size();
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
