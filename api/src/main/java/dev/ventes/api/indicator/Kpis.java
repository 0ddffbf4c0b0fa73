package dev.ventes.api.indicator;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Problem;
import dev.ventes.api.http.Request;
import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.indicator.IndicatorCollections;
import dev.ventes.core.indicator.Period;
import dev.ventes.core.log.Json;
import dev.ventes.core.view.ViewCollections;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** {@code GET /kpis} and what is below it. Any event loop. */
public final class Kpis {
    private static final int LIMIT = 100;
    private static final OfRow NOTHING = (json, row) -> {};

    private final FiguresReading reading;

    public Kpis(ViewCollections collections) {
        reading = new FiguresReading(collections);
    }

    /** All sales of the span together. */
    public Future<Answer> all(Request request) {
        var groups = span(request).groups();
        var sums = reading.sums(IndicatorCollections.PERIODES, groups, key -> Period.ALL);
        var clients = reading.clients(groups, key -> Period.ALL);
        var zone = reading.zone();
        return Future.all(sums, clients, zone).map(read -> {
            var figures = sums.result().getOrDefault(Period.ALL, Figures.NONE);
            var indicators = new Indicators(figures, count(clients.result(), Period.ALL));
            return json(json -> {
                json.writeStartObject();
                indicators.write(json);
                json.writeStringField(
                        "fuseau_horaire", zone.result().map(ZoneId::getId).orElse(null));
                json.writeEndObject();
            });
        });
    }

    public Future<Answer> days(Request request) {
        var days = span(request).days();
        return series(request, "jour", days, key -> Period.dayOf(key.groupe()).toString());
    }

    public Future<Answer> weeks(Request request) {
        return series(request, "semaine", span(request).days(), key -> week(Period.dayOf(key.groupe())));
    }

    /** With the one before the first, from which that has grown. */
    public Future<Answer> months(Request request) {
        var order = order(request, "mois");
        var span = span(request);
        var months = List.of(span.months());
        Function<BucketKey, String> by = key -> Period.monthOf(key.groupe()).toString();
        var sums = reading.sums(IndicatorCollections.PERIODES, List.of(span.monthsFromTheOneBefore()), by);
        var clients = reading.clients(months, by);
        return Future.all(sums, clients).map(read -> {
            var within = new HashMap<>(sums.result());
            within.keySet().removeIf(month -> !span.touches(YearMonth.parse(month)));
            return rows("mois", shown(request, within, order), name -> count(clients.result(), name), (json, month) -> {
                var before = YearMonth.parse(month).minusMonths(1).toString();
                var growth = Growth.of(sums.result().get(before), sums.result().get(month));
                Indicators.number(json, "croissance", growth);
            });
        });
    }

    /** As ISO 8601 names it; the first days of January may be of the year before. */
    private static String week(LocalDate day) {
        return "%04d-W%02d".formatted(day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    private Future<Answer> series(Request request, String unit, Span.Groups groups, Function<BucketKey, String> by) {
        var order = order(request, unit);
        var sums = reading.sums(IndicatorCollections.PERIODES, List.of(groups), by);
        var clients = reading.clients(List.of(groups), by);
        return Future.all(sums, clients)
                .map(read -> rows(
                        unit, shown(request, sums.result(), order), name -> count(clients.result(), name), NOTHING));
    }

    public Future<Answer> products(Request request) {
        return ranking(
                request,
                "produit",
                IndicatorCollections.PRODUITS,
                Optional.of(IndicatorCollections.CLIENTS_DES_PRODUITS));
    }

    public Future<Answer> countries(Request request) {
        return ranking(request, "pays", IndicatorCollections.PAYS, Optional.of(IndicatorCollections.CLIENTS_DES_PAYS));
    }

    public Future<Answer> clients(Request request) {
        return ranking(request, "client", IndicatorCollections.CLIENTS, Optional.empty());
    }

    private Future<Answer> ranking(
            Request request, String column, IndicatorCollections of, Optional<IndicatorCollections> clientsOf) {
        var span = span(request);
        var order = order(request, "-chiffre_affaires");
        return reading.sums(of, span.groups(), BucketKey::valeur).compose(sums -> {
            var shown = shown(request, sums, order);
            // Who bought what on which day would be as much as the sales themselves.
            if (clientsOf.isEmpty() || !span.isAll()) {
                return Future.succeededFuture(rows(column, shown, name -> OptionalInt.empty(), NOTHING));
            }
            return reading.clients(
                            clientsOf.get(), shown.stream().map(Row::name).toList())
                    .map(clients -> rows(column, shown, name -> count(clients, name), NOTHING));
        });
    }

    private static List<Row> shown(Request request, Map<String, Figures> sums, Comparator<Row> order) {
        return sums.entrySet().stream()
                .filter(sum -> !sum.getValue().isNothing())
                .map(sum -> new Row(sum.getKey(), new Indicators(sum.getValue(), OptionalInt.empty())))
                .sorted(order)
                .limit(request.query("limit").map(Integer::parseInt).orElse(LIMIT))
                .toList();
    }

    private static Comparator<Row> order(Request request, String otherwise) {
        return Row.order(request.query("sort").orElse(otherwise));
    }

    /** @param more what else there is to tell of a row */
    private static Answer rows(String column, List<Row> rows, Function<String, OptionalInt> clients, OfRow more) {
        return json(json -> {
            json.writeStartArray();
            for (var row : rows) {
                json.writeStartObject();
                json.writeStringField(column, row.name());
                new Indicators(row.indicators().figures(), clients.apply(row.name())).write(json);
                more.write(json, row.name());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static OptionalInt count(Map<String, Set<String>> clients, String of) {
        return OptionalInt.of(clients.getOrDefault(of, Set.of()).size());
    }

    private static Span span(Request request) {
        return new Span(day(request, "date_min"), day(request, "date_max"));
    }

    private static Optional<LocalDate> day(Request request, String name) {
        try {
            return request.query(name).map(LocalDate::parse);
        } catch (DateTimeException none) {
            throw Problem.invalid(name, "format date");
        }
    }

    private interface OfRow {
        void write(JsonGenerator json, String row) throws IOException;
    }

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private static Answer json(Writing writing) {
        return Answer.json(200, Buffer.buffer(Json.bytes(writing::to)));
    }
}
