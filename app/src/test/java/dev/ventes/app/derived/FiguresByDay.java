package dev.ventes.app.derived;

import com.mongodb.reactivestreams.client.MongoDatabase;
import dev.ventes.core.view.SaleDocument;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.types.Decimal128;
import reactor.core.publisher.Flux;

/** Whether the figures that are kept by day are what the sales add up to. Adds up on its own. */
public final class FiguresByDay {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    private FiguresByDay() {}

    /** The days that are otherwise, each with what it is and what it must be. */
    public static List<String> differences(MongoDatabase database, Collection<SaleDocument> sales) {
        var kept = kept(database);
        var must = addedUp(sales);
        var days = new TreeSet<>(kept.keySet());
        days.addAll(must.keySet());
        var differences = new ArrayList<String>();
        for (var day : days) {
            var is = kept.getOrDefault(day, new Sums());
            var mustBe = must.getOrDefault(day, new Sums());
            if (!is.sameAs(mustBe)) {
                differences.add("the figures of " + day + " are " + is + " and must be " + mustBe);
            }
        }
        return differences;
    }

    private static Map<String, Sums> kept(MongoDatabase database) {
        var days = new TreeMap<String, Sums>();
        Flux.from(database.getCollection("ventes_par_jour").find())
                .doOnNext(bucket -> {
                    var sums = days.computeIfAbsent(bucket.getString("key"), day -> new Sums());
                    sums.add(bucket.get("ventes", Document.class), 0);
                    sums.add(bucket.get("retours", Document.class), 3);
                    sums.figures[6] = sums.figures[6].add(BigDecimal.valueOf(bucket.getLong("sans_montant")));
                })
                .then()
                .block();
        return days;
    }

    private static Map<String, Sums> addedUp(Collection<SaleDocument> sales) {
        var days = new TreeMap<String, Sums>();
        for (var sale : sales) {
            var day = sale.columns().get("date_vente") instanceof Instant date
                    ? date.atZone(PARIS).toLocalDate().toString()
                    : "sans_date";
            var quantite = sale.columns().get("quantite") instanceof Long n ? BigDecimal.valueOf(n) : BigDecimal.ZERO;
            var at = quantite.signum() < 0 ? 3 : 0;
            var figures = days.computeIfAbsent(day, any -> new Sums()).figures;
            figures[at] = figures[at].add(BigDecimal.ONE);
            figures[at + 1] = figures[at + 1].add(quantite);
            if (sale.montantTotal() == null) {
                figures[6] = figures[6].add(BigDecimal.ONE);
            } else {
                figures[at + 2] = figures[at + 2].add(sale.montantTotal());
            }
        }
        return days;
    }

    /** Number, quantity and amount of sales, the same of returns, and how many have no amount. */
    private static final class Sums {
        private final BigDecimal[] figures = new BigDecimal[7];

        Sums() {
            Arrays.fill(figures, BigDecimal.ZERO);
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
