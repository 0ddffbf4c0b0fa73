package dev.ventes.transformer.store;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import dev.ventes.core.indicator.IndicatorCollections;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.Count;
import dev.ventes.transformer.derive.Coverage;
import dev.ventes.transformer.derive.DerivedView;
import dev.ventes.transformer.fold.Outcome;
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
 * The derived views in MongoDB. Every write names what the bucket had counted, so that nobody counts over somebody
 * else's figures. Buckets of the partitions that are held here are remembered: they have no other writer. The loop's
 * thread.
 */
public final class DerivedViews {
    private static final int REMEMBERED = 20_000;

    private final MongoDatabase database;
    private final List<DerivedView> views;
    private final Map<Integer, Coverage> coverages = new HashMap<>();
    private final Map<Bucket.Id, Bucket> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bucket.Id, Bucket> eldest) {
            return size() > REMEMBERED;
        }
    };

    public DerivedViews(MongoDatabase database, List<DerivedView> views) {
        this.database = database;
        this.views = List.copyOf(views);
    }

    /** Creates the indexes that reads rest on; one that exists stays. */
    public void createIndexes() {
        Flux.fromIterable(views)
                .concatMap(view -> collection(view).createIndexes(List.of(IndicatorCollections.INDEX)))
                .then()
                .block();
    }

    /** By {@link DerivedView#name}. */
    Set<String> names() {
        return views.stream().map(DerivedView::name).collect(Collectors.toSet());
    }

    /**
     * Begins with the partition, which has been claimed.
     *
     * @param coverage what was counted of it
     */
    void open(int partition, Coverage coverage) {
        remembered.keySet().removeIf(id -> id.partition() == partition);
        cover(partition, coverage.of(names()));
    }

    /** The page that was under way has been counted. */
    public Coverage filled(int partition) {
        return coverages.get(partition).filled().of(names());
    }

    public Coverage coverage(int partition) {
        return coverages.get(partition);
    }

    void cover(int partition, Coverage coverage) {
        coverages.put(partition, coverage);
    }

    private List<DerivedView> counting(Outcome.Applied change) {
        var sale = change.after();
        var coverage = coverages.get(sale.sync().partition());
        return coverage.isWhole()
                ? views
                : views.stream()
                        .filter(view -> coverage.counts(view, sale.id()))
                        .toList();
    }

    /**
     * Counts changes that are published and not yet applied.
     *
     * @throws GuardMissed if somebody else has counted meanwhile; some of the buckets may have been written
     */
    public void count(Collection<Outcome.Applied> changes) {
        var touched = Count.touched(this::counting, changes);
        if (touched.isEmpty()) {
            return;
        }
        var known = load(touched);
        write(known, Count.count(this::counting, known, changes));
    }

    /** Empties the partition's buckets of the views that are to be filled: they are of another time, if there are any. */
    public void empty(int partition) {
        remembered.keySet().removeIf(id -> id.partition() == partition);
        for (var view : filling(partition)) {
            Mono.from(collection(view).deleteMany(Filters.eq("partition", partition)))
                    .block();
        }
    }

    /**
     * Counts a page of the partition's sales into the views that are being filled.
     *
     * @param at where the view stands in the partition: nothing above it has been counted or applied
     * @throws GuardMissed if somebody else has counted meanwhile; some of the buckets may have been written
     */
    public void fill(int partition, List<SaleDocument> page, Position at) {
        var shares = Count.shares(filling(partition), page);
        var known = load(shares.keySet());
        write(known, Count.fill(shares, known, coverages.get(partition).filling().to(), at));
    }

    private List<DerivedView> filling(int partition) {
        return views.stream()
                .filter(coverages.get(partition)::isBeingFilled)
                .toList();
    }

    private void write(Map<Bucket.Id, Bucket> known, Collection<Bucket> changed) {
        for (var view : views) {
            var mine = changed.stream()
                    .filter(bucket -> bucket.id().view().equals(view))
                    .toList();
            write(collection(view), known, mine);
        }
        changed.forEach(bucket -> remembered.put(bucket.id(), bucket));
    }

    private Map<Bucket.Id, Bucket> load(Set<Bucket.Id> touched) {
        var known = new HashMap<Bucket.Id, Bucket>();
        for (var view : views) {
            var asked = new HashMap<String, Bucket.Id>();
            for (var id : touched) {
                var bucket = remembered.get(id);
                if (bucket != null) {
                    known.put(id, bucket);
                } else if (id.view().equals(view)) {
                    asked.put(BucketDocument.name(id), id);
                }
            }
            if (!asked.isEmpty()) {
                Flux.from(collection(view)
                                .find(Filters.in("_id", asked.keySet()))
                                .batchSize(asked.size() + 1))
                        .doOnNext(found -> {
                            var id = asked.get(found.getString("_id"));
                            known.put(id, BucketDocument.read(id, found));
                        })
                        .then()
                        .block();
            }
        }
        return known;
    }

    private static void write(
            MongoCollection<Document> collection, Map<Bucket.Id, Bucket> known, List<Bucket> changed) {
        if (changed.isEmpty()) {
            return;
        }
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
        var found = 0;
        try {
            var result = Mono.from(collection.bulkWrite(writes, new BulkWriteOptions().ordered(false)))
                    .block();
            found = result == null ? 0 : result.getMatchedCount();
        } catch (MongoBulkWriteException e) {
            if (SalesView.isDuplicate(e)) {
                throw new GuardMissed("a bucket was inserted by another instance");
            }
            throw e;
        }
        if (found != writes.size() - inserts) {
            throw new GuardMissed("a bucket was changed by another instance");
        }
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
