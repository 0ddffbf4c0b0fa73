package dev.ventes.api.indicator;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.reactivestreams.client.MongoDatabase;
import dev.ventes.api.read.Reply;
import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.indicator.FiguresBson;
import dev.ventes.core.indicator.FiguresSum;
import dev.ventes.core.indicator.IndicatorCollections;
import dev.ventes.core.view.ViewCollections;
import io.vertx.core.Future;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.roaringbitmap.RoaringBitmap;

/** Reads buckets, and adds up what the partitions of the log have of each, as they come. Any event loop. */
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

    /**
     * What the buckets of these groups add up to.
     *
     * @param by what is to be told apart
     */
    <T> Future<Map<T, Indicators>> indicators(
            IndicatorCollections collection, List<Span.Groups> groups, Function<BucketKey, T> by) {
        return indicators(collection, within(groups), by);
    }

    /** What they add up to for these values alone, each by itself. */
    Future<Map<String, Indicators>> indicators(
            IndicatorCollections collection, List<Span.Groups> groups, Collection<String> values) {
        return indicators(collection, and(within(groups), in("valeur", values)), BucketKey::valeur);
    }

    private <T> Future<Map<T, Indicators>> indicators(
            IndicatorCollections collection, Bson filter, Function<BucketKey, T> by) {
        var sums = new HashMap<T, Sum>();
        return each(
                        collection,
                        filter,
                        exclude(FiguresBson.PURCHASES),
                        bucket -> sums.computeIfAbsent(by.apply(key(bucket)), any -> new Sum())
                                .add(bucket))
                .map(read -> {
                    var indicators = new HashMap<T, Indicators>();
                    sums.forEach((key, sum) -> indicators.put(key, sum.indicators()));
                    return indicators;
                });
    }

    private static final class Sum {
        private final FiguresSum figures = new FiguresSum();
        private final RoaringBitmap clients = new RoaringBitmap();

        void add(Document bucket) {
            figures.add(FiguresBson.read(bucket));
            clients.or(FiguresBson.clients(bucket));
        }

        Indicators indicators() {
            return new Indicators(figures.figures(), clients.getCardinality());
        }
    }

    /** The totals alone, where that is enough: what there may be many of is put in order by them. */
    <T> Future<Map<T, Figures>> totals(
            IndicatorCollections collection, List<Span.Groups> groups, Function<BucketKey, T> by) {
        var sums = new HashMap<T, FiguresSum>();
        return each(
                        collection,
                        within(groups),
                        include("groupe", "valeur", "ventes", "retours"),
                        bucket -> sums.computeIfAbsent(by.apply(key(bucket)), any -> new FiguresSum())
                                .add(FiguresBson.totals(bucket)))
                .map(read -> {
                    var totals = new HashMap<T, Figures>();
                    sums.forEach((key, sum) -> totals.put(key, sum.figures()));
                    return totals;
                });
    }

    private Future<Void> each(
            IndicatorCollections collection, Bson filter, Bson projection, Reply.Each<Document> reader) {
        return kept.require(collection)
                .compose(
                        whole -> Reply.each(collection.in(database).find(filter).projection(projection), reader));
    }

    private static Bson within(List<Span.Groups> groups) {
        return or(groups.stream()
                .map(one -> and(gte("groupe", one.from()), lte("groupe", one.to())))
                .toList());
    }

    private static BucketKey key(Document bucket) {
        return new BucketKey(bucket.getString("groupe"), bucket.getString("valeur"));
    }
}
