package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * An index in memory that is not unique: one entry per document, missing fields as null. Where one field is an array, an
 * entry for each of its values. It gives up for good when it meets arrays in two fields, or one on the way to a field.
 * Guarded, like everything of a collection, by the collection's monitor.
 */
final class SortedIndex extends Index<Object> implements OrderedIndex {
    /** Texts that are kept once for all entries: what an index has more of is hardly equal. */
    private static final int SHARED = 10_000;

    private final List<FieldPath> paths;
    private final IndexEntries entries;
    private final Map<String, String> shared = new HashMap<>();
    private OptionalInt array = OptionalInt.empty();
    private boolean gaveUp;

    SortedIndex(String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
        paths = keys.stream().map(IndexKey::getKey).map(FieldPath::of).toList();
        entries = new IndexEntries(keys);
    }

    @Override
    public boolean isComplete() {
        return !gaveUp && (!isSparse() || paths.size() == 1);
    }

    @Override
    public boolean skipsMissing() {
        return isSparse();
    }

    @Override
    public Optional<String> arrayField() {
        return array.isPresent() ? Optional.of(getKeys().get(array.getAsInt()).getKey()) : Optional.empty();
    }

    @Override
    public Iterable<Object> scan(List<Range> ranges, boolean reversed) {
        var stretches = ranges.stream().map(this::stretch).toList();
        Iterable<Object[]> found = () -> new Stretches<>(entries.sorted(), stretches, reversed);
        return () -> StreamSupport.stream(found.spliterator(), false)
                .map(entry -> entry[paths.size()])
                .iterator();
    }

    private Stretches.Stretch<Object[]> stretch(Range range) {
        boolean ascending = range.prefix().size() == getKeys().size()
                || getKeys().get(range.prefix().size()).isAscending();
        Bounds next = range.next();
        return new Stretches.Stretch<>(
                ascending
                        ? edge(range.prefix(), next.low(), next.aboveLow(), EntryType.Edge.FIRST, EntryType.Edge.LAST)
                        : edge(
                                range.prefix(),
                                next.high(),
                                next.belowHigh(),
                                EntryType.Edge.FIRST,
                                EntryType.Edge.LAST),
                ascending
                        ? edge(range.prefix(), next.high(), next.belowHigh(), EntryType.Edge.LAST, EntryType.Edge.FIRST)
                        : edge(range.prefix(), next.low(), next.aboveLow(), EntryType.Edge.LAST, EntryType.Edge.FIRST));
    }

    /** This side of all entries that have the limit's value, or beyond them where it is left out. */
    private Object[] edge(
            List<Object> prefix, Object limit, boolean leftOut, EntryType.Edge side, EntryType.Edge otherSide) {
        var entry = new Object[paths.size() + 1];
        Arrays.fill(entry, leftOut ? otherSide : side);
        for (int i = 0; i < prefix.size(); i++) {
            entry[i] = prefix.get(i);
        }
        if (!Bounds.isOpen(limit)) {
            entry[prefix.size()] = limit;
        }
        return entry;
    }

    /** The fields' values in the index's order, then the position; none when the index is of no use any more. */
    private List<Object[]> entriesOf(Document document) {
        var entry = new Object[paths.size() + 1];
        for (int i = 0; i < paths.size(); i++) {
            entry[i] = shared(paths.get(i).in(document));
            if (entry[i] instanceof Collection && array.isEmpty()) {
                array = OptionalInt.of(i);
            }
            if (FieldPath.isBehindArray(entry[i]) || (entry[i] instanceof Collection && array.getAsInt() != i)) {
                gaveUp = true;
                entries.clear();
            }
        }
        entry[paths.size()] = Position.of(document);
        if (!isComplete() || (isSparse() && entry[0] == null)) {
            return List.of();
        }
        return array.isPresent() && entry[array.getAsInt()] instanceof Collection<?> values
                ? entryPerValue(entry, values)
                : List.<Object[]>of(entry);
    }

    private Object shared(Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        return shared.size() < SHARED ? shared.computeIfAbsent(text, first -> first) : shared.getOrDefault(text, text);
    }

    /** No query names a whole document or array that is one value among others. */
    private List<Object[]> entryPerValue(Object[] entry, Collection<?> values) {
        var distinct = new TreeSet<Object>(BsonOrder.ASCENDING);
        values.stream()
                .filter(value -> !(value instanceof Document || value instanceof Collection))
                .map(this::shared)
                .forEach(distinct::add);
        return distinct.stream()
                .map(value -> {
                    var one = entry.clone();
                    one[array.getAsInt()] = value;
                    return one;
                })
                .toList();
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        entriesOf(document).forEach(entries::add);
    }

    @Override
    public Object remove(Document document) {
        entriesOf(document).forEach(entries::remove);
        return Position.of(document);
    }

    @Override
    public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
        var old = entriesOf(before);
        var now = entriesOf(after);
        if (!same(old, now)) {
            old.forEach(entries::remove);
            now.forEach(entries::add);
        }
    }

    private boolean same(List<Object[]> old, List<Object[]> now) {
        return old.size() == now.size()
                && IntStream.range(0, old.size()).allMatch(i -> entries.areEqual(old.get(i), now.get(i)));
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
        return entries.sorted().sizeAsLong();
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
