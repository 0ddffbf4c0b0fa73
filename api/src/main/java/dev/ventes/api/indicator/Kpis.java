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
import java.util.function.Function;

/** {@code GET /kpis} and what is below it. Any event loop. */
public final class Kpis {
    private static final int LIMIT = 100;
    private static final String TOTAL = "X-Total-Count";
    private static final OfRow NOTHING = (json, row) -> {};

    private final FiguresReading reading;

    public Kpis(ViewCollections collections) {
        reading = new FiguresReading(collections);
    }

    /** All sales of the span together. */
    public Future<Answer> all(Request request) {
        var all =
                reading.indicators(IndicatorCollections.PERIODES, span(request).groups(), key -> Period.ALL);
        var zone = reading.zone();
        return Future.all(all, zone)
                .map(read -> json(json -> {
                    json.writeStartObject();
                    all.result().getOrDefault(Period.ALL, Indicators.NONE).write(json);
                    json.writeStringField(
                            "fuseau_horaire", zone.result().map(ZoneId::getId).orElse(null));
                    json.writeEndObject();
                }));
    }

    public Future<Answer> days(Request request) {
        var days = span(request).days();
        return series(request, "jour", days, key -> Period.dayOf(key.groupe()).toString());
    }

    public Future<Answer> weeks(Request request) {
        return series(request, "semaine", span(request).days(), key -> week(Period.dayOf(key.groupe())));
    }

    /** Those days of them that are asked for; what they have grown is told of whole ones. */
    public Future<Answer> months(Request request) {
        var order = order(request, "mois");
        var span = span(request);
        Function<BucketKey, String> by = key -> Period.monthOf(key.groupe()).toString();
        var asked = reading.indicators(IndicatorCollections.PERIODES, span.groupsOfMonths(), by);
        var whole = reading.totals(IndicatorCollections.PERIODES, List.of(span.wholeMonthsFromTheOneBefore()), by);
        return Future.all(asked, whole)
                .map(read -> rows(request, "mois", sorted(asked.result(), order), (json, row) -> {
                    var before = YearMonth.parse(row.name()).minusMonths(1).toString();
                    var months = whole.result();
                    Indicators.number(
                            json,
                            "croissance",
                            Growth.of(months.get(before), months.getOrDefault(row.name(), Figures.NONE)));
                }));
    }

    /** As ISO 8601 names it; the first days of January may be of the year before. */
    private static String week(LocalDate day) {
        return "%04d-W%02d".formatted(day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    private Future<Answer> series(Request request, String unit, Span.Groups groups, Function<BucketKey, String> by) {
        var order = order(request, unit);
        return reading.indicators(IndicatorCollections.PERIODES, List.of(groups), by)
                .map(series -> rows(request, unit, sorted(series, order), NOTHING));
    }

    public Future<Answer> products(Request request) {
        return ranking(request, "produit", IndicatorCollections.PRODUITS);
    }

    public Future<Answer> countries(Request request) {
        return ranking(request, "pays", IndicatorCollections.PAYS);
    }

    public Future<Answer> clients(Request request) {
        return ranking(request, "client", IndicatorCollections.CLIENTS);
    }

    /** First which they are, then all of those few. */
    private Future<Answer> ranking(Request request, String column, IndicatorCollections of) {
        var groups = span(request).groups();
        var order = order(request, "-chiffre_affaires");
        return reading.totals(of, groups, BucketKey::valeur).compose(totals -> {
            var all = new HashMap<String, Indicators>();
            totals.forEach((name, figures) -> all.put(name, new Indicators(figures, 0)));
            var ranked = sorted(all, order);
            var names = ranked.stream().limit(limit(request)).map(Row::name).toList();
            return reading.indicators(of, groups, names)
                    .map(shown -> rows(request, column, sorted(shown, order), NOTHING)
                            .with(TOTAL, String.valueOf(ranked.size())));
        });
    }

    private static List<Row> sorted(Map<String, Indicators> all, Comparator<Row> order) {
        return all.entrySet().stream()
                .filter(one -> !one.getValue().figures().isNothing())
                .map(one -> new Row(one.getKey(), one.getValue()))
                .sorted(order)
                .toList();
    }

    private static int limit(Request request) {
        return request.query("limit").map(Integer::parseInt).orElse(LIMIT);
    }

    private static Comparator<Row> order(Request request, String otherwise) {
        return Row.order(request.query("sort").orElse(otherwise));
    }

    /** @param more what else there is to tell of a row */
    private static Answer rows(Request request, String column, List<Row> rows, OfRow more) {
        return json(json -> {
                    json.writeStartArray();
                    for (var row : rows.subList(0, Math.min(rows.size(), limit(request)))) {
                        json.writeStartObject();
                        json.writeStringField(column, row.name());
                        row.indicators().write(json);
                        more.write(json, row);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                })
                .with(TOTAL, String.valueOf(rows.size()));
    }

    private static Span span(Request request) {
        var span = new Span(day(request, "date_min"), day(request, "date_max"));
        if (span.isEmpty()) {
            throw Problem.invalid("date_max", "not below date_min");
        }
        return span;
    }

    private static Optional<LocalDate> day(Request request, String name) {
        try {
            return request.query(name).map(LocalDate::parse);
        } catch (DateTimeException none) {
            throw Problem.invalid(name, "format date");
        }
    }

    private interface OfRow {
        void write(JsonGenerator json, Row row) throws IOException;
    }

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private static Answer json(Writing writing) {
        return Answer.json(200, Buffer.buffer(Json.bytes(writing::to)));
    }
}
