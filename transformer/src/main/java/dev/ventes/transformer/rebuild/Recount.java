package dev.ventes.transformer.rebuild;

import com.mongodb.MongoNamespace;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import dev.ventes.core.indicator.ClientNumbers;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.indicator.FiguresSum;
import dev.ventes.core.indicator.IndicatorCollections;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.Count;
import dev.ventes.transformer.derive.DerivedView;
import dev.ventes.transformer.store.BucketDocument;
import dev.ventes.transformer.store.NumberedClients;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The derived views of the new view: what its sales add up to, counted while it is filled. One thread. */
final class Recount {
    private static final int BUCKETS_PER_COMMAND = 1000;

    private final MongoDatabase database;
    private final String name;
    private final List<DerivedView> views;
    private final ClientNumbers numbers;
    private final Map<Bucket.Id, FiguresSum> sums = new HashMap<>();

    /** @param name the new view's; the collections that become the derived views have names that begin with it */
    Recount(ViewCollections view, String name, List<DerivedView> views) {
        this.database = view.database();
        this.numbers = NumberedClients.giving(view);
        this.name = name;
        this.views = List.copyOf(views);
    }

    Set<String> names() {
        return views.stream().map(DerivedView::name).collect(Collectors.toSet());
    }

    /** A document of the new view is replaced; either of them may be a marker, or null for none. */
    void replaced(SaleDocument before, SaleDocument after) {
        if (before != null && !before.deleted()) {
            add(before, Figures.NONE.minus(Figures.of(before, numbers)));
        }
        if (after != null && !after.deleted()) {
            add(after, Figures.of(after, numbers));
        }
    }

    private void add(SaleDocument sale, Figures share) {
        Count.buckets(views, sale)
                .forEach(id ->
                        sums.computeIfAbsent(id, first -> new FiguresSum()).add(share));
    }

    /**
     * Writes them down.
     *
     * @param saved where the partitions stand: everything up to there is counted
     */
    void fill(Sifting.Saved saved) {
        for (var view : views) {
            var collection = collection(view);
            Mono.from(database.createCollection(collection.getNamespace().getCollectionName()))
                    .block();
            Mono.from(collection.createIndexes(List.of(IndicatorCollections.INDEX)))
                    .block();
            Flux.fromIterable(sums.keySet())
                    .filter(id -> id.view().equals(view))
                    .map(id -> new Bucket(
                            id,
                            Bucket.Counted.all(saved.of(id.partition())),
                            Bucket.NOT_FILLED,
                            sums.get(id).figures()))
                    .filter(bucket -> !bucket.figures().isNothing())
                    .map(BucketDocument::write)
                    .buffer(BUCKETS_PER_COMMAND)
                    .concatMap(collection::insertMany)
                    .then()
                    .block();
        }
    }

    /**
     * Puts them in the place of the old ones, a view in one step. What was dropped since they were filled does not come
     * back: whoever calls this has looked in between if the new view is still there.
     */
    void swap() {
        for (var view : views) {
            var place = new MongoNamespace(database.getName(), view.collection());
            Mono.from(collection(view).renameCollection(place, new RenameCollectionOptions().dropTarget(true)))
                    .block();
        }
    }

    /** Drops what has not taken its place. */
    void drop() {
        views.forEach(view -> Mono.from(collection(view).drop()).block());
    }

    private MongoCollection<Document> collection(DerivedView view) {
        return database.getCollection(name + "_" + view.collection());
    }
}
