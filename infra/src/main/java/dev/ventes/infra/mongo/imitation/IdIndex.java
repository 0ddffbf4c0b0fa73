package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.util.List;
import java.util.Optional;
import org.h2.mvstore.MVMap;

/** The index on {@code _id} is the map of the documents itself: there is nothing to keep, only to ask. */
final class IdIndex extends Index<Object> implements OrderedIndex {
    private final MVMap<Object, byte[]> documents;

    IdIndex(String name, List<IndexKey> keys, MVMap<Object, byte[]> documents) {
        super(name, keys, false);
        this.documents = documents;
    }

    @Override
    public boolean isUnique() {
        return true;
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    @Override
    public boolean skipsMissing() {
        return false;
    }

    @Override
    public Optional<String> arrayField() {
        return Optional.empty();
    }

    @Override
    public Iterable<Object> scan(List<Range> ranges, boolean reversed) {
        if (ranges.size() == 1 && !ranges.getFirst().prefix().isEmpty()) {
            return List.of(Position.of(ranges.getFirst().prefix().getFirst()));
        }
        var stretches = ranges.stream().map(IdIndex::stretch).toList();
        return () -> new Stretches<>(documents, stretches, reversed);
    }

    private static Stretches.Stretch<Object> stretch(Range range) {
        Bounds bounds = range.prefix().isEmpty()
                ? range.next()
                : Bounds.exactly(Position.of(range.prefix().getFirst()));
        return new Stretches.Stretch<>(bounds.hasLow() ? bounds.low() : null, bounds.hasHigh() ? bounds.high() : null);
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {
        if (documents.containsKey(Position.of(document))) {
            throw new DuplicateKeyError(this, collection, getKeys(), new KeyValue(document.get("_id")));
        }
    }

    @Override
    public Object getPosition(Document document) {
        return Position.of(document);
    }

    @Override
    public Object remove(Document document) {
        return Position.of(document);
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {}

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {}

    @Override
    public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {}

    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Iterable<Object> getPositions(Document query) {
        throw new UnsupportedOperationException("queries are planned by Plan");
    }

    /** An index that says that it is empty would be filled. */
    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public long getCount() {
        return documents.sizeAsLong();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }

    @Override
    public void drop() {}
}
