package dev.ventes.transformer.rebuild;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.SaleVersion;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.history.History;
import dev.ventes.transformer.history.Past;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.conversions.Bson;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The collection that is to become the view. One thread. */
final class NewView {
    private static final int WRITES_PER_COMMAND = 1000;
    private static final int COMMANDS_AT_A_TIME = 4;
    private static final int DUPLICATE_KEY = 11000;
    private static final int NAMESPACE_NOT_FOUND = 26;
    private static final Bson IS_LIVE = Filters.exists("_sync.deleted", false);
    private static final Bson IS_MARKER = Filters.exists("_sync.deleted");

    private final ViewCollections view;
    private final String name;
    private final MongoCollection<SaleDocument> sales;
    private final Recount recount;
    private final History history;

    NewView(ViewCollections view, String name, Recount recount, History history) {
        this.view = view;
        this.name = name;
        this.recount = recount;
        this.history = history;
        this.sales = view.rebuilt(name);
    }

    /** The names of the derived views that take their places with it. */
    Set<String> derived() {
        return recount.names();
    }

    void create() {
        Mono.from(view.database().createCollection(name, new CreateCollectionOptions()))
                .block();
        Mono.from(sales.createIndexes(ViewCollections.indexes())).then().block();
    }

    void write(Map<Long, Effect> effects) {
        var writes = new ArrayList<WriteModel<SaleDocument>>(effects.size());
        effects.forEach((id, effect) -> writes.add(
                switch (effect) {
                    case Effect.Put(SaleDocument sale, var through) -> upsert(sale, notNewerThan(sale));
                    case Effect.Remove gone -> new DeleteOneModel<>(Filters.and(Filters.eq("_id", id), IS_LIVE));
                }));
        var before = present(effects.keySet());
        write(writes);
        effects.forEach((id, effect) -> count(before.get(id), effect));
        keep(before, effects);
    }

    /**
     * What the topic still tells of the past is true, and complete from the first record that compaction has left of a
     * sale: it leaves out from the front. It goes to the history itself, not beside it: what is there stays.
     */
    private void keep(Map<Long, SaleDocument> present, Map<Long, Effect> effects) {
        var past = new ArrayList<SaleVersion>();
        effects.forEach((id, effect) -> {
            if (effect instanceof Effect.Put(SaleDocument sale, var through)) {
                var before = present.get(id);
                for (var next : Stream.concat(through.stream(), Stream.of(sale)).toList()) {
                    if (before == null || isAbove(next, before)) {
                        if (before != null) {
                            Past.between(before, next).forEach(past::add);
                        }
                        before = next;
                    }
                }
            }
        });
        history.keepVersions(past);
    }

    private static boolean isAbove(SaleDocument sale, SaleDocument other) {
        return sale.sync().position().compareTo(other.sync().position()) > 0;
    }

    private Map<Long, SaleDocument> present(Collection<Long> ids) {
        return Flux.from(sales.find(Filters.in("_id", ids)))
                .collectMap(SaleDocument::id)
                .block();
    }

    private void count(SaleDocument before, Effect effect) {
        switch (effect) {
            case Effect.Put(SaleDocument sale, var through) -> {
                var taken = before == null
                        || sale.sync().position().isAtOrAbove(before.sync().position());
                if (taken) {
                    recount.replaced(before, sale);
                }
            }
            case Effect.Remove gone -> recount.replaced(before, null);
        }
    }

    /** Takes markers over where the topic knows nothing of the sale, or an older marker; how many that were. */
    int writeMarkers(List<SaleDocument> markers) {
        return write(markers.stream()
                .<WriteModel<SaleDocument>>map(marker -> upsert(
                        marker, Filters.and(IS_MARKER, olderThan(marker.sync().position()))))
                .toList());
    }

    private static WriteModel<SaleDocument> upsert(SaleDocument sale, Bson over) {
        return new ReplaceOneModel<>(
                Filters.and(Filters.eq("_id", sale.id()), over), sale, new ReplaceOptions().upsert(true));
    }

    /** Of equal positions the later record counts: it says when PostgreSQL named the sale last. */
    private static Bson notNewerThan(SaleDocument sale) {
        var position = sale.sync().position();
        return olderThan(new Position(position.epoch(), position.offset() + 1));
    }

    private static Bson olderThan(Position position) {
        return Filters.or(
                Filters.lt("_sync.epoch", position.epoch()),
                Filters.and(
                        Filters.eq("_sync.epoch", position.epoch()), Filters.lt("_sync.offset", position.offset())));
    }

    /** How many of the writes were carried out: where one's filter does not hold, its upsert meets what is there. */
    private int write(List<WriteModel<SaleDocument>> writes) {
        var refused = Flux.fromIterable(writes)
                .buffer(WRITES_PER_COMMAND)
                .flatMap(
                        part -> Mono.from(sales.bulkWrite(part, new BulkWriteOptions().ordered(false)))
                                .map(done -> 0)
                                .onErrorResume(MongoBulkWriteException.class, NewView::duplicates),
                        COMMANDS_AT_A_TIME)
                .reduce(0, Integer::sum)
                .block();
        return writes.size() - (refused == null ? 0 : refused);
    }

    private static Mono<Integer> duplicates(MongoBulkWriteException e) {
        var only = e.getWriteConcernError() == null
                && e.getWriteErrors().stream().allMatch(error -> error.getCode() == DUPLICATE_KEY);
        return only ? Mono.just(e.getWriteErrors().size()) : Mono.error(Exceptions.propagate(e));
    }

    /** Which of these ids are live sales. */
    Collection<Long> live(Collection<Long> ids) {
        return Flux.from(sales.find(Filters.and(Filters.in("_id", ids), IS_LIVE)))
                .map(SaleDocument::id)
                .collectList()
                .blockOptional()
                .orElse(List.of());
    }

    long size() {
        return Mono.from(sales.estimatedDocumentCount()).blockOptional().orElse(0L);
    }

    /**
     * To be asked after the last write: one that comes after somebody dropped the collection makes it again, almost
     * empty, but without the indexes.
     *
     * @throws RebuildFailed if it is not the one that was filled
     */
    void requireWhole() {
        var indexes = Flux.from(sales.listIndexes()).count().block();
        if (indexes == null || indexes <= ViewCollections.indexes().size()) {
            throw dropped();
        }
    }

    private static RebuildFailed dropped() {
        return new RebuildFailed(
                "the new view was dropped meanwhile: another rebuild has begun, or this one stood still"
                        + " for so long that a transformer went on without it; the view is as it was");
    }

    /**
     * Takes the view's place, in one step; before it the derived views, which are right beside the old one, too.
     *
     * @param saved where the partitions stand
     * @throws RebuildFailed if it was dropped meanwhile
     */
    void swap(Sifting.Saved saved) {
        recount.fill(saved);
        requireWhole();
        try {
            recount.swap();
            var over = new RenameCollectionOptions().dropTarget(true);
            Mono.from(sales.renameCollection(view.ventes().getNamespace(), over))
                    .block();
        } catch (MongoCommandException e) {
            throw e.getErrorCode() == NAMESPACE_NOT_FOUND ? dropped() : e;
        }
    }

    void drop() {
        Mono.from(sales.drop()).block();
        recount.drop();
    }
}
