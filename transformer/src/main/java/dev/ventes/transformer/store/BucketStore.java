package dev.ventes.transformer.store;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.DerivedView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The buckets of a partition in MongoDB. Every write names what the bucket had counted, so that nobody counts over
 * somebody else's figures. Those that were used last are remembered: they have no other writer. One thread at a time.
 */
final class BucketStore {
    private static final int REMEMBERED = 4_000;
    private static final int WRITES_PER_COMMAND = 1000;

    private final MongoDatabase database;
    private final int partition;
    private final Map<Bucket.Id, Bucket> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bucket.Id, Bucket> eldest) {
            return size() > REMEMBERED;
        }
    };

    BucketStore(MongoDatabase database, int partition) {
        this.database = database;
        this.partition = partition;
    }

    /** What is remembered may be of another time. */
    void forget() {
        remembered.clear();
    }

    /** Removes all of the view's. */
    void empty(DerivedView view) {
        remembered.clear();
        Mono.from(collection(view)
                        .deleteMany(
                                // Their names begin with it; '!' follows the space.
                                Filters.and(Filters.gte("_id", partition + " "), Filters.lt("_id", partition + "!"))))
                .block();
    }

    /** Those of these that there are. */
    Map<Bucket.Id, Bucket> load(Set<Bucket.Id> ids) {
        var known = new HashMap<Bucket.Id, Bucket>();
        var asked = new HashMap<DerivedView, Map<String, Bucket.Id>>();
        for (var id : ids) {
            var bucket = remembered.get(id);
            if (bucket == null) {
                asked.computeIfAbsent(id.view(), any -> new HashMap<>()).put(BucketDocument.name(id), id);
            } else {
                known.put(id, bucket);
            }
        }
        asked.forEach((view, names) -> Flux.from(
                        collection(view).find(Filters.in("_id", names.keySet())).batchSize(names.size() + 1))
                .doOnNext(found -> {
                    var id = names.get(found.getString("_id"));
                    known.put(id, BucketDocument.read(id, found));
                })
                .then()
                .block());
        return known;
    }

    /**
     * Writes buckets.
     *
     * @param known those of them that there are, as they were loaded
     * @throws GuardMissed if somebody else has counted meanwhile; some of the buckets may have been written
     */
    void write(Map<Bucket.Id, Bucket> known, Collection<Bucket> changed) {
        changed.stream()
                .collect(Collectors.groupingBy(bucket -> bucket.id().view()))
                .forEach((view, buckets) -> Flux.fromIterable(buckets)
                        .buffer(WRITES_PER_COMMAND)
                        .concatMap(some -> write(collection(view), known, some))
                        .then()
                        .block());
        changed.forEach(bucket -> remembered.put(bucket.id(), bucket));
    }

    private static Mono<Void> write(
            MongoCollection<Document> collection, Map<Bucket.Id, Bucket> known, List<Bucket> changed) {
        var writes = new ArrayList<WriteModel<Document>>(changed.size());
        var inserts = 0;
        for (var bucket : changed) {
            var expected = known.get(bucket.id());
            if (expected == null) {
                inserts++;
                writes.add(new InsertOneModel<>(BucketDocument.write(bucket)));
            } else {
                writes.add(new ReplaceOneModel<>(guard(expected), BucketDocument.write(bucket)));
            }
        }
        var replaces = writes.size() - inserts;
        return Mono.from(collection.bulkWrite(writes, new BulkWriteOptions().ordered(false)))
                .onErrorMap(
                        MongoBulkWriteException.class,
                        e -> SalesView.isDuplicate(e)
                                ? new GuardMissed("a bucket was inserted by another instance")
                                : e)
                .doOnNext(result -> {
                    if (result.getMatchedCount() != replaces) {
                        throw new GuardMissed("a bucket was changed by another instance");
                    }
                })
                .then();
    }

    private static Bson guard(Bucket expected) {
        var through = expected.through();
        return Filters.and(
                Filters.eq("_id", BucketDocument.name(expected.id())),
                Filters.eq("through.epoch", through.position().epoch()),
                Filters.eq("through.offset", through.position().offset()),
                Filters.eq("through.id", through.sale()),
                expected.filled() == Bucket.NOT_FILLED
                        ? Filters.exists("filled", false)
                        : Filters.eq("filled", expected.filled()));
    }

    private MongoCollection<Document> collection(DerivedView view) {
        return database.getCollection(view.collection());
    }
}
