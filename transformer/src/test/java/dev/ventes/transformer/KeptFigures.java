package dev.ventes.transformer;

import com.mongodb.reactivestreams.client.MongoDatabase;
import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.indicator.FiguresBson;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.derive.DerivedView;
import dev.ventes.transformer.store.NumberedClients;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import reactor.core.publisher.Flux;

/** The derived views beside the sales. */
public final class KeptFigures {
    private static final Duration SOON = Duration.ofSeconds(60);

    private KeptFigures() {}

    /** Until nothing is left to count. */
    static void await(MongoDatabase database) {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> Flux.from(database.getCollection("uncounted").find())
                                .count()
                                .block()
                        == 0);
    }

    /**
     * What they have otherwise than the sales add up to, once all is counted.
     *
     * @param sales markers among them
     */
    public static Map<String, Figures> miscounted(MongoDatabase database, ZoneId zone, Collection<SaleDocument> sales) {
        await(database);
        var figures = new HashMap<String, Figures>();
        var numbers = NumberedClients.reading(new ViewCollections(database));
        for (var derived : DerivedView.all(zone)) {
            Flux.from(database.getCollection(derived.collection()).find())
                    .doOnNext(found -> {
                        var key = new BucketKey(found.getString("groupe"), found.getString("valeur"));
                        figures.merge(derived.collection() + " " + key.text(), FiguresBson.read(found), Figures::plus);
                    })
                    .then()
                    .block();
            for (var sale : sales) {
                if (!sale.deleted()) {
                    derived.buckets(sale)
                            .forEach(key -> figures.merge(
                                    derived.collection() + " " + key.text(),
                                    Figures.NONE.minus(Figures.of(sale, numbers)),
                                    Figures::plus));
                }
            }
        }
        figures.values().removeIf(Figures::isNothing);
        return figures;
    }
}
