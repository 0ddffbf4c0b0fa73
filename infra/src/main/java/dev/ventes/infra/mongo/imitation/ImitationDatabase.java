package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/**
 * One database: a map of the store per collection. Only documents are stored; secondary indexes live in memory and are
 * built anew when the database is opened, so that no kill can leave an index that contradicts the documents.
 */
final class ImitationDatabase extends AbstractSynchronizedMongoDatabase<Object> {
    private static final String PREFIX = "documents.";

    private final MVStore store;
    private final LongAdder looked;

    ImitationDatabase(String name, MVStore store, LongAdder looked, CursorRegistry cursors) {
        super(name, cursors);
        this.store = store;
        this.looked = looked;
        initializeNamespacesAndIndexes();
    }

    static List<String> namesIn(MVStore store) {
        return store.getMapNames().stream()
                .filter(map -> map.startsWith(PREFIX))
                .map(map -> map.substring(PREFIX.length(), map.indexOf('.', PREFIX.length())))
                .distinct()
                .toList();
    }

    @Override
    public Document handleCommand(
            Channel channel, String command, Document query, DatabaseResolver databases, Oplog oplog) {
        if (command.equalsIgnoreCase("dropIndexes") && "*".equals(query.get("index"))) {
            return dropIndexes(channel, command, query, databases, oplog);
        }
        var counted = command.equalsIgnoreCase("aggregate")
                ? CountCommand.answer(
                        getFullCollectionNamespace(String.valueOf(query.get(command))),
                        query,
                        count -> super.handleCommand(channel, "count", count, databases, oplog))
                : Optional.<Document>empty();
        return counted.orElseGet(() -> super.handleCommand(channel, command, query, databases, oplog));
    }

    /** One by one: all at once would be those of all collections. */
    private Document dropIndexes(
            Channel channel, String command, Document query, DatabaseResolver databases, Oplog oplog) {
        var collection = query.get(command);
        var listed =
                super.handleCommand(channel, "listIndexes", new Document("listIndexes", collection), databases, oplog);
        var answer = new Document("ok", 1.0);
        for (var index : (List<?>) ((Document) listed.get("cursor")).get("firstBatch")) {
            var name = ((Document) index).get("name");
            if (!name.equals("_id_")) {
                var drop = new Document(command, collection).append("index", name);
                answer = super.handleCommand(channel, command, drop, databases, oplog);
            }
        }
        return answer;
    }

    private MVMap<Object, byte[]> documents(String collection) {
        return store.openMap(
                mapName(collection),
                new MVMap.Builder<Object, byte[]>().keyType(new BsonValueType()).valueType(ByteArrayDataType.INSTANCE));
    }

    private String mapName(String collection) {
        return PREFIX + getFullCollectionNamespace(collection);
    }

    @Override
    protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
        return new ImitationCollection(this, name, options, documents(name), looked, cursorRegistry);
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        boolean isIdIndex = keys.size() == 1 && keys.getFirst().getKey().equals("_id");
        return isIdIndex ? new IdIndex(name, keys, documents(collection)) : new UniqueIndex(name, keys, sparse);
    }

    @Override
    protected Index<Object> openOrCreateSecondaryIndex(
            String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new SortedIndex(name, keys, sparse);
    }

    @Override
    public void dropCollection(String name, Oplog oplog) {
        super.dropCollection(name, oplog);
        store.removeMap(mapName(name));
    }

    @Override
    public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String newName) {
        MVMap<Object, byte[]> documents = ((ImitationDatabase) from).documents(collection.getCollectionName());
        super.moveCollection(from, collection, newName);
        store.renameMap(documents, mapName(newName));
    }

    @Override
    protected long getFileSize() {
        return getStorageSize();
    }

    @Override
    protected long getStorageSize() {
        FileStore<?> file = store.getFileStore();
        return file == null ? 0 : file.size();
    }
}
