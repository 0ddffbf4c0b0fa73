package dev.ventes.api.indicator;

import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Projections.fields;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoDatabase;
import dev.ventes.api.read.Reply;
import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.indicator.FiguresBson;
import dev.ventes.core.indicator.IndicatorCollections;
import dev.ventes.core.view.ViewCollections;
import io.vertx.core.Future;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Reads buckets, and adds up what the partitions of the log have of each. Any event loop. */
final class FiguresReading {
    private final MongoDatabase database;
    private final ViewsKept kept;

    FiguresReading(ViewCollections collections) {
        database = collections.database();
        kept = new ViewsKept(collections.partitions());
    }

    /** The zone whose days the figures have; empty before there are any. */
    Future<Optional<ZoneId>> zone() {
        return kept.require(IndicatorCollections.PERIODES).map(IndicatorCollections::zoneOf);
    }

    private Future<List<Document>> find(IndicatorCollections collection, Bson filter, Bson projection) {
        var buckets = Reply.all(collection.in(database).find(filter).projection(projection));
        return kept.require(collection).compose(whole -> buckets);
    }

    /**
     * What the buckets of these groups add up to.
     *
     * @param by what is to be told apart
     */
    <T> Future<Map<T, Figures>> sums(
            IndicatorCollections collection, List<Span.Groups> groups, Function<BucketKey, T> by) {
        return find(collection, within(groups), null).map(found -> {
            var sums = new HashMap<T, Figures>();
            found.forEach(bucket -> sums.merge(by.apply(key(bucket)), FiguresBson.read(bucket), Figures::plus));
            return sums;
        });
    }

    /**
     * The clients who bought something in these groups.
     *
     * @param by what is to be told apart
     */
    <T> Future<Map<T, Set<String>>> clients(List<Span.Groups> groups, Function<BucketKey, T> by) {
        return clients(IndicatorCollections.CLIENTS, within(groups), by);
    }

    /** The clients of each of these products, or countries. */
    Future<Map<String, Set<String>>> clients(IndicatorCollections collection, Collection<String> of) {
        return clients(collection, in("groupe", of), BucketKey::groupe);
    }

    private <T> Future<Map<T, Set<String>>> clients(
            IndicatorCollections collection, Bson filter, Function<BucketKey, T> by) {
        var numbers = fields(include("groupe", "valeur", "ventes.nombre", "retours.nombre"));
        return find(collection, filter, numbers).map(found -> {
            var counts = new HashMap<BucketKey, Long>();
            found.forEach(bucket ->
                    counts.merge(key(bucket), number(bucket, "ventes") + number(bucket, "retours"), Long::sum));
            var clients = new HashMap<T, Set<String>>();
            counts.forEach((key, count) -> {
                if (count > 0 && key.valeur() != null) {
                    clients.computeIfAbsent(by.apply(key), any -> new HashSet<>())
                            .add(key.valeur());
                }
            });
            return clients;
        });
    }

    private static long number(Document bucket, String totals) {
        return bucket.get(totals, Document.class).getLong("nombre");
    }

    private static Bson within(List<Span.Groups> groups) {
        return or(groups.stream()
                .map(one -> Filters.and(gte("groupe", one.from()), lte("groupe", one.to())))
                .toList());
    }

    private static BucketKey key(Document bucket) {
        return new BucketKey(bucket.getString("groupe"), bucket.getString("valeur"));
    }
}
