package dev.ventes.cli.verify;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.FindPublisher;
import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.SaleVersion;
import dev.ventes.core.view.Sync;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.DerivedView;
import dev.ventes.transformer.store.BucketDocument;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The derived views in MongoDB, and the sales that they count, as they are read to compare them. */
final class IndicatorsStore {
    private static final int BATCH = 2_000;
    /** What a version is looked for in: that of the moment is among the last few. */
    private static final int VERSIONS = 20;

    private static final int SHOWN = 100;

    private final ViewCollections view;

    IndicatorsStore(ViewCollections view) {
        this.view = view;
    }

    ViewCollections view() {
        return view;
    }

    long sales() {
        return Mono.from(view.ventes().estimatedDocumentCount()).blockOptional().orElse(0L);
    }

    long buckets(DerivedView derived, int partition) {
        return Mono.from(view.database().getCollection(derived.collection()).countDocuments(in(partition)))
                .blockOptional()
                .orElse(0L);
    }

    /** All of a partition; those that nobody can read are told as {@link #foreign} ones. */
    void buckets(DerivedView derived, int partition, Consumer<Bucket> reader) {
        var found = view.database().getCollection(derived.collection()).find(in(partition));
        each(found, document -> bucket(derived, partition, document).ifPresent(reader));
    }

    private static Optional<Bucket> bucket(DerivedView derived, int partition, Document document) {
        try {
            var key = new BucketKey(document.getString("groupe"), document.getString("valeur"));
            var id = new Bucket.Id(derived, key, partition);
            return BucketDocument.name(id).equals(document.get("_id"))
                            && Integer.valueOf(partition).equals(document.get("partition"))
                    ? Optional.of(BucketDocument.read(id, document))
                    : Optional.empty();
        } catch (RuntimeException notOurs) {
            return Optional.empty();
        }
    }

    /** Documents of a derived view that are no bucket of any of these partitions, by their name. */
    List<String> foreign(DerivedView derived, Collection<Integer> partitions) {
        var collection = view.database().getCollection(derived.collection());
        var foreign = new ArrayList<String>();
        var elsewhere = Filters.nor(partitions.stream().map(IndicatorsStore::in).toList());
        Flux.from(collection.find(elsewhere).limit(SHOWN))
                .doOnNext(document -> foreign.add(told(derived, document)))
                .then()
                .block();
        for (var partition : partitions) {
            Flux.from(collection.find(in(partition)).batchSize(BATCH))
                    .filter(document -> bucket(derived, partition, document).isEmpty())
                    .take(SHOWN)
                    .doOnNext(document -> foreign.add(told(derived, document)))
                    .then()
                    .block();
        }
        return foreign;
    }

    private static String told(DerivedView derived, Document document) {
        return derived.collection() + ", document " + document.get("_id") + ": is none that a transformer writes";
    }

    /** Their names begin with it; {@code '!'} follows the space. */
    private static Bson in(int partition) {
        return Filters.and(Filters.gte("_id", partition + " "), Filters.lt("_id", partition + "!"));
    }

    /** All sales and markers of a partition. */
    void sales(int partition, Consumer<SaleDocument> reader) {
        each(
                view.ventes()
                        .find(Filters.eq("_sync.partition", partition))
                        .sort(Sorts.ascending("_sync.partition", "_id")),
                reader);
    }

    /** On the caller's thread: it may ask again for what it needs, which the driver's threads must not wait for. */
    private static <T> void each(FindPublisher<T> found, Consumer<T> reader) {
        try (var items = Flux.from(found.batchSize(BATCH)).toStream(BATCH)) {
            items.forEach(reader);
        }
    }

    /**
     * A sale as it is, and what it was before, back to the one version that nobody looks behind.
     *
     * @param sums which says where that is
     * @return in their order
     */
    List<IndicatorSums.Version> versions(SaleDocument present, IndicatorSums sums) {
        var versions = new ArrayDeque<IndicatorSums.Version>();
        var sync = present.sync();
        versions.add(new IndicatorSums.Version(Bucket.Counted.of(present), present, isFirst(sync.made())));
        var upTo = sync.position();
        while (isWanted(versions.getFirst(), sums)) {
            var more = before(present.id(), upTo);
            for (var version : more) {
                if (isWanted(versions.getFirst(), sums)) {
                    versions.addFirst(of(version, present));
                }
            }
            if (more.size() < VERSIONS) {
                break;
            }
            upTo = more.getLast().position();
        }
        return List.copyOf(versions);
    }

    /** What was before it; also before a creation: it may have been there, and been deleted. */
    private static boolean isWanted(IndicatorSums.Version oldest, IndicatorSums sums) {
        return !sums.isPast(oldest.since());
    }

    private List<SaleVersion> before(long id, Position position) {
        return Flux.from(view.historique()
                        .find(Filters.and(
                                Filters.gte("_id", id + "/"), Filters.lt("_id", SaleVersion.key(id, position))))
                        .sort(Sorts.descending("_id"))
                        .limit(VERSIONS))
                .collectList()
                .blockOptional()
                .orElse(List.of());
    }

    private static IndicatorSums.Version of(SaleVersion version, SaleDocument present) {
        return new IndicatorSums.Version(
                new Bucket.Counted(version.position(), version.sale()),
                new SaleDocument(version.sale(), version.columns(), version.montantTotal(), present.sync()),
                isFirst(version.made()));
    }

    /** Before it there was nothing, or a marker. */
    private static boolean isFirst(Sync.Made made) {
        return made.op() == Op.CREATE || made.op() == Op.READ;
    }
}
