package dev.ventes.app.derived;

import com.mongodb.reactivestreams.client.MongoDatabase;
import dev.ventes.core.view.SaleDocument;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.Decimal128;
import reactor.core.publisher.Flux;

/** Whether the figures that are kept are what the sales add up to. Adds up on its own. */
public final class KeptFigures {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final Map<String, String> BY_COLUMN =
            Map.of("ventes_par_produit", "produit", "ventes_par_pays", "pays", "ventes_par_client", "client");
    private static final Instant CALENDAR = Instant.parse("0001-01-01T23:59:59Z");
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private KeptFigures() {}

    /** The buckets that are otherwise once all is counted, each with what it is and what it must be. */
    public static List<String> differences(MongoDatabase database, Collection<SaleDocument> sales) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Flux.from(database.getCollection("uncounted").find())
                                .count()
                                .block()
                        == 0);
        var kept = kept(database);
        var must = addedUp(sales);
        var buckets = new TreeSet<>(kept.keySet());
        buckets.addAll(must.keySet());
        var differences = new ArrayList<String>();
        for (var bucket : buckets) {
            var is = kept.getOrDefault(bucket, new Sums());
            var mustBe = must.getOrDefault(bucket, new Sums());
            if (!is.sameAs(mustBe)) {
                differences.add("the figures of " + bucket + " are " + is + " and must be " + mustBe);
            }
        }
        return differences;
    }

    private static String name(String collection, String groupe, String valeur) {
        return collection + ": " + groupe + ", " + valeur;
    }

    private static Map<String, Sums> kept(MongoDatabase database) {
        var buckets = new TreeMap<String, Sums>();
        for (var collection : collections()) {
            Flux.from(database.getCollection(collection).find())
                    .doOnNext(bucket -> {
                        var name = name(collection, bucket.getString("groupe"), bucket.getString("valeur"));
                        var sums = buckets.computeIfAbsent(name, any -> new Sums());
                        sums.add(bucket.get("ventes", Document.class), 0);
                        sums.add(bucket.get("retours", Document.class), 3);
                        var without = bucket.get("anomalies", Document.class).get("sans_montant", 0L);
                        sums.figures[6] = sums.figures[6].add(BigDecimal.valueOf(without));
                    })
                    .then()
                    .block();
        }
        return buckets;
    }

    private static List<String> collections() {
        var collections = new ArrayList<>(List.of("ventes_par_periode"));
        collections.addAll(BY_COLUMN.keySet());
        return collections;
    }

    private static Map<String, Sums> addedUp(Collection<SaleDocument> sales) {
        var buckets = new TreeMap<String, Sums>();
        for (var sale : sales) {
            for (var name : buckets(sale)) {
                buckets.computeIfAbsent(name, any -> new Sums()).add(sale);
            }
        }
        return buckets;
    }

    private static List<String> buckets(SaleDocument sale) {
        var periods = new ArrayList<>(List.of("tout"));
        if (sale.columns().get("date_vente") instanceof Instant date && date.isAfter(CALENDAR) && date.isBefore(END)) {
            var day = date.atZone(PARIS).toLocalDate().toString();
            periods.add("mois " + day.substring(0, 7));
            periods.add("jour " + day);
        }
        var buckets = new ArrayList<String>();
        for (var period : periods) {
            buckets.add(name("ventes_par_periode", period, null));
            BY_COLUMN.forEach((collection, column) ->
                    buckets.add(name(collection, period, (String) sale.columns().get(column))));
        }
        return buckets;
    }

    /** Number, quantity and amount of sales, the same of returns, and how many have no amount. */
    private static final class Sums {
        private final BigDecimal[] figures = new BigDecimal[7];

        Sums() {
            Arrays.fill(figures, BigDecimal.ZERO);
        }

        void add(SaleDocument sale) {
            var quantite = sale.columns().get("quantite") instanceof Long n ? BigDecimal.valueOf(n) : BigDecimal.ZERO;
            var at = quantite.signum() < 0 ? 3 : 0;
            figures[at] = figures[at].add(BigDecimal.ONE);
            figures[at + 1] = figures[at + 1].add(quantite);
            if (sale.montantTotal() == null) {
                figures[6] = figures[6].add(BigDecimal.ONE);
            } else {
                figures[at + 2] = figures[at + 2].add(sale.montantTotal());
            }
        }

        void add(Document totals, int at) {
            figures[at] = figures[at].add(BigDecimal.valueOf(totals.getLong("nombre")));
            figures[at + 1] =
                    figures[at + 1].add(totals.get("quantite", Decimal128.class).bigDecimalValue());
            figures[at + 2] = figures[at + 2].add(
                    totals.get("montant_total", Decimal128.class).bigDecimalValue());
        }

        boolean sameAs(Sums other) {
            return Arrays.equals(figures, other.figures, BigDecimal::compareTo);
        }

        @Override
        public String toString() {
            return Arrays.toString(figures);
        }
    }
}
