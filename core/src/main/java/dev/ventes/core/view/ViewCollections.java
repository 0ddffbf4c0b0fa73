package dev.ventes.core.view;

import com.mongodb.client.model.IndexModel;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.codecs.configuration.CodecRegistries;
import org.reactivestreams.Publisher;

/**
 * The collections of {@code salesdb_mongo}. Whoever reads {@code ventes} directly leaves out the markers of deleted
 * sales: {@code {"_sync.deleted": {$exists: false}}}.
 */
public record ViewCollections(MongoDatabase database) {
    private static final String REBUILT = "ventes_rebuild_";

    public static ViewCollections of(MongoClient client, String database) {
        var codecs = CodecRegistries.fromRegistries(
                CodecRegistries.fromCodecs(new SaleCodec(), new VersionCodec()),
                com.mongodb.MongoClientSettings.getDefaultCodecRegistry());
        return new ViewCollections(client.getDatabase(database).withCodecRegistry(codecs));
    }

    /** The sales, one document per id. Written by the transformer alone. */
    public MongoCollection<SaleDocument> ventes() {
        return database.getCollection("ventes", SaleDocument.class);
    }

    /**
     * A collection that is to take the place of {@link #ventes}. Written by {@code ventes rebuild} alone.
     *
     * @throws IllegalArgumentException if no rebuild can have made one of this name
     */
    public MongoCollection<SaleDocument> rebuilt(String name) {
        if (!isRebuilt(name)) {
            throw new IllegalArgumentException(name + " is no rebuilt view");
        }
        return database.getCollection(name, SaleDocument.class);
    }

    /** A name for {@link #rebuilt} that nobody has. */
    public static String rebuiltName() {
        return REBUILT + UUID.randomUUID().toString().replace("-", "");
    }

    public static boolean isRebuilt(String name) {
        return name.startsWith(REBUILT);
    }

    /** What the sales were before they were changed or deleted. Written by the transformer alone. */
    public MongoCollection<SaleVersion> historique() {
        return database.getCollection("ventes_historique", SaleVersion.class);
    }

    /** Where the transformer stands in each partition of the log. Written by the transformer alone. */
    public MongoCollection<Document> partitions() {
        return database.getCollection("partitions");
    }

    /** Changes that are applied, and that the indicators have yet to count. Written by the transformer alone. */
    public MongoCollection<Document> uncounted() {
        return database.getCollection("uncounted");
    }

    /** A number for each client, see {@code ClientNumbers}. Written by the transformer, and never changed. */
    public MongoCollection<Document> clientNumbers() {
        return database.getCollection("client_numbers");
    }

    /** The numbers of the sales that are created through the API. Written by the API alone. */
    public MongoCollection<Document> counters() {
        return database.getCollection("counters");
    }

    /** What was created under which idempotency key. Written by the API alone. */
    public MongoCollection<Document> idempotencyKeys() {
        return database.getCollection("idempotency_keys");
    }

    /** What somebody has done about rejected records, by {@code Reject.id}. Written by {@code ventes rejected} alone. */
    public MongoCollection<Document> rejectedDone() {
        return database.getCollection("rejected_done");
    }

    /** The indexes that reads and sweeps rest on. Creating one that exists does nothing. */
    public Publisher<String> createIndexes() {
        return ventes().createIndexes(indexes());
    }

    /** Those of {@link #ventes}. */
    public static List<IndexModel> indexes() {
        return Stream.of(SaleIndex.values()).map(SaleIndex::model).toList();
    }
}
