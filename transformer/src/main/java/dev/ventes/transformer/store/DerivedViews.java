package dev.ventes.transformer.store;

import com.mongodb.client.model.Indexes;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.indicator.IndicatorCollections;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.derive.DerivedView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The derived views in MongoDB, as far as the partitions are owned here. Any thread. */
public final class DerivedViews {
    private final ViewCollections view;
    private final MongoCollection<Document> partitions;
    private final List<DerivedView> views;
    private final Uncounted uncounted;
    private final NumberedClients numbers;
    private final Map<Integer, Counting> countings = new ConcurrentHashMap<>();

    /** @param partitions the partitions' documents */
    public DerivedViews(ViewCollections view, MongoCollection<Document> partitions, List<DerivedView> views) {
        this.view = view;
        this.partitions = partitions;
        this.views = List.copyOf(views);
        this.uncounted = new Uncounted(view);
        this.numbers = NumberedClients.giving(view);
    }

    /** Creates the indexes that reads rest on; one that exists stays. */
    public void createIndexes() {
        Flux.fromIterable(views)
                .concatMap(one -> view.database()
                        .getCollection(one.collection())
                        .createIndexes(List.of(IndicatorCollections.INDEX)))
                .then(Mono.from(view.uncounted().createIndex(Indexes.ascending("logged"))))
                .block();
    }

    /** By {@link DerivedView#name}. */
    Set<String> names() {
        return Counting.names(views);
    }

    /**
     * Begins with a partition.
     *
     * @param claimed its document
     */
    void open(Document claimed) {
        var partition = claimed.getInteger("_id");
        var buckets = new BucketStore(view.database(), partition);
        countings.put(partition, new Counting(claimed, partitions, views, uncounted, buckets, numbers));
    }

    /** Counts no more of the partition, which belongs to another instance or is held. */
    void close(int partition) {
        var counting = countings.remove(partition);
        if (counting != null) {
            counting.end();
        }
    }

    /**
     * Counts some of the changes that have been applied.
     *
     * @return how many
     */
    public int count() {
        return countings.values().stream().mapToInt(Counting::some).sum();
    }

    /** Whether all views have all sales of the partition, or nothing of it is counted here. */
    public boolean isWhole(int partition) {
        var counting = countings.get(partition);
        return counting == null || counting.isWhole();
    }

    /** See {@link Counting#finishPage}. */
    public void finishPage(int partition, SalesView sales, Position at) {
        Optional.ofNullable(countings.get(partition)).ifPresent(counting -> counting.finishPage(sales, at));
    }

    /** See {@link Counting#fillPage}. */
    public void fillPage(int partition, SalesView sales, Position at) {
        Optional.ofNullable(countings.get(partition)).ifPresent(counting -> counting.fillPage(sales, at));
    }
}
