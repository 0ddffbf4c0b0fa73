package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.MVMap;

/**
 * Documents, as bytes, in a sorted map; a document's position is its {@code _id}. Every operation holds the collection's
 * monitor, for one document of a bulk at a time. What a query returns is decoded for it alone, so that the library may
 * change it.
 */
final class ImitationCollection extends AbstractSynchronizedMongoCollection<Object> {
    private static final String ID = "_id";
    private static final Document EVERYTHING = new Document();

    /** What MongoDB says of an operation whose collection was dropped or replaced under it. */
    private static final int QUERY_PLAN_KILLED = 175;

    private final MVMap<Object, byte[]> documents;
    private final LongAdder looked;
    private boolean dropped;

    ImitationCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            MVMap<Object, byte[]> documents,
            LongAdder looked,
            CursorRegistry cursors) {
        super(database, name, options, cursors);
        this.documents = documents;
        this.looked = looked;
    }

    @Override
    protected QueryResult queryDocuments(
            Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
        requireThere();
        List<OrderedIndex> indexes = getIndexes().stream()
                .filter(OrderedIndex.class::isInstance)
                .map(OrderedIndex.class::cast)
                .toList();
        Optional<Plan> plan = Plan.of(query, orderBy, indexes);
        if (plan.isEmpty()) {
            return super.queryDocuments(query, orderBy, skip, limit, batchSize, fields);
        }
        Document sort = plan.get().sorted() ? null : orderBy;
        return matchDocuments(plan.get().question(), plan.get().positions(), sort, skip, limit, batchSize, fields);
    }

    @Override
    protected QueryResult matchDocuments(
            Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
        Iterable<Object> positions =
                isNaturalDescending(orderBy) ? () -> documents.keyIteratorReverse(null) : documents.keySet();
        return matchDocuments(query, positions, orderBy, skip, limit, batchSize, fields);
    }

    @Override
    protected QueryResult matchDocuments(
            Document query,
            Iterable<Object> positions,
            Document orderBy,
            int skip,
            int limit,
            int batchSize,
            Document fields) {
        Stream<Document> candidates = StreamSupport.stream(positions.spliterator(), false)
                .map(this::getDocument)
                .filter(Objects::nonNull);
        return matchDocumentsFromStream(candidates, query, orderBy, skip, limit, batchSize, fields);
    }

    @Override
    protected QueryResult matchDocumentsFromStream(
            Document query,
            Stream<Document> candidates,
            int skip,
            int limit,
            int batchSize,
            Comparator<Document> order,
            Document fields) {
        Stream<Document> found = candidates.filter(document -> documentMatchesQuery(document, query));
        if (order != null) {
            found = found.sorted(order);
        }
        found = found.skip(skip);
        if (limit > 0) {
            found = found.limit(limit);
        }
        return super.matchDocumentsFromStream(EVERYTHING, found, 0, 0, batchSize, null, fields);
    }

    /** The library copies and compares a document several times in order to replace it; most writes are this one. */
    @Override
    public synchronized Document updateDocuments(
            Document selector, Document update, ArrayFilters arrayFilters, boolean multi, boolean upsert, Oplog oplog) {
        requireThere();
        Document before =
                isReplacement(update) && Conditions.isPlainId(selector.get(ID)) ? getDocument(selector.get(ID)) : null;
        if (before == null || !documentMatchesQuery(before, selector) || !keepsId(before, update)) {
            return super.updateDocuments(selector, update, arrayFilters, multi, upsert, oplog);
        }
        var after = new Document(ID, before.get(ID));
        after.putAll(update);
        boolean changes = !after.equals(before);
        if (changes) {
            Object position = Position.of(before);
            getIndexes().forEach(index -> index.checkUpdate(before, after, this));
            getIndexes().forEach(index -> index.updateInPlace(before, after, position, this));
            handleUpdate(position, before, after);
        }
        return new Document("n", 1).append("nModified", changes ? 1 : 0);
    }

    @Override
    public synchronized void drop() {
        super.drop();
        // The library goes on with its own when it has dropped the database.
        dropped = !getCollectionName().startsWith("system.");
    }

    /** Whoever found the collection before it was dropped must not take it for an empty one. */
    private void requireThere() {
        if (dropped) {
            throw new MongoServerError(QUERY_PLAN_KILLED, "QueryPlanKilled", "the collection was dropped");
        }
    }

    private static boolean isReplacement(Document update) {
        return update.keySet().stream().noneMatch(field -> field.startsWith("$"));
    }

    private static boolean keepsId(Document before, Document replacement) {
        return !replacement.containsKey(ID) || replacement.get(ID).equals(before.get(ID));
    }

    /** The library does not lock for it, though indexes put their entries in order before they say how many they are. */
    @Override
    public synchronized Document getStats() {
        return super.getStats();
    }

    @Override
    public synchronized int count(Document query, int skip, int limit) {
        return super.count(query, skip, limit);
    }

    @Override
    public synchronized void addIndex(Index<Object> index) {
        super.addIndex(index);
    }

    @Override
    public synchronized void dropIndex(String name) {
        super.dropIndex(name);
    }

    @Override
    protected Object addDocumentInternal(Document document) {
        requireThere();
        Object position = getIdField() == null
                ? UUID.randomUUID()
                : Missing.ofNullable(Utils.getSubdocumentValue(document, getIdField()));
        documents.put(position, Bson.encode(document));
        return position;
    }

    @Override
    protected void handleUpdate(Object position, Document before, Document after) {
        documents.put(position, Bson.encode(after));
    }

    @Override
    protected Document getDocument(Object position) {
        looked.increment();
        byte[] stored = documents.get(position);
        return stored == null ? null : Bson.decode(stored);
    }

    @Override
    protected void removeDocument(Object position) {
        documents.remove(position);
    }

    @Override
    protected Stream<DocumentWithPosition<Object>> streamAllDocumentsWithPosition() {
        return documents.entrySet().stream()
                .map(entry -> new DocumentWithPosition<>(Bson.decode(entry.getValue()), entry.getKey()));
    }

    @Override
    public int count() {
        return documents.size();
    }

    @Override
    public boolean isEmpty() {
        return documents.isEmpty();
    }

    /** Sizes are nothing that anybody asks an imitation, and cost an encoding of every document. */
    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected int getDataSize() {
        return 0;
    }

    @Override
    protected void updateDataSize(int delta) {}
}
