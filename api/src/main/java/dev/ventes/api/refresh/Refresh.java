package dev.ventes.api.refresh;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Request;
import dev.ventes.api.progress.Freshness;
import dev.ventes.core.indicator.IndicatorCollections;
import dev.ventes.core.log.Json;
import dev.ventes.core.view.Sync;
import dev.ventes.core.view.ViewCollections;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code GET /refresh}. The sales and their history are written from the same batches, and a batch can be read when all
 * of it is in both; the indicators are counted behind them, all together. Any event loop.
 */
public final class Refresh {
    private final Vertx vertx;
    private final List<String> sales;
    private final List<String> indicators;
    private final Freshness freshness;
    private final IndicatorAge age;
    private final Timings timings;
    private final Clock clock;

    public Refresh(
            Vertx vertx, ViewCollections view, Freshness freshness, IndicatorAge age, Timings timings, Clock clock) {
        this.vertx = vertx;
        this.sales = Stream.of(view.ventes(), view.historique())
                .map(collection -> collection.getNamespace().getCollectionName())
                .toList();
        this.indicators = Arrays.stream(IndicatorCollections.values())
                .map(IndicatorCollections::collection)
                .toList();
        this.freshness = freshness;
        this.age = age;
        this.timings = timings;
        this.clock = clock;
    }

    /** Off the event loop: it looks through whole histograms. */
    public Future<Answer> show(Request request) {
        return age.oldest()
                .compose(oldest -> vertx.executeBlocking(() -> body(oldest), false))
                .map(body -> Answer.json(200, body).with(HttpHeaders.CACHE_CONTROL, "no-store"));
    }

    private Buffer body(Optional<Instant> oldest) {
        var now = clock.instant();
        var view = freshness.behind(now);
        var behind = behind(view, oldest, now);
        var stages = new EnumMap<Sync.Source, Timings.Percentiles>(Sync.Source.class);
        for (var source : Sync.Source.values()) {
            stages.put(source, timings.of(source));
        }
        return Buffer.buffer(Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("at", text(now));
            json.writeNumberField("window_seconds", Timings.WINDOW.toSeconds());
            json.writeArrayFieldStart("collections");
            for (var collection : sales) {
                collection(json, collection, view, stages, Stage.TOTAL);
            }
            for (var collection : indicators) {
                collection(json, collection, behind, stages, Stage.COMMIT_TO_COUNTED);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("stages");
            for (var source : stages.entrySet()) {
                stages(json, source.getKey(), source.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }));
    }

    /** The indicators lack what is not counted, too. */
    private static Freshness.Behind behind(Freshness.Behind view, Optional<Instant> oldest, Instant now) {
        var asOf = IndicatorAge.asOf(view.asOf(), oldest);
        return asOf.equals(view.asOf())
                ? view
                : new Freshness.Behind(asOf, Duration.between(asOf.time().orElseThrow(), now), view.records());
    }

    private void collection(
            JsonGenerator json,
            String collection,
            Freshness.Behind behind,
            Map<Sync.Source, Timings.Percentiles> percentiles,
            Stage readable)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("collection", collection);
        json.writeStringField("as_of", behind.asOf().text().orElse(null));
        json.writeNumberField("behind_seconds", behind.behind().toMillis() / 1000.0);
        json.writeNumberField("behind_records", behind.records());
        time(json, "changed_at", timings.last().map(Told::madeAt).orElse(null));
        json.writeObjectFieldStart("commit_to_readable");
        for (var source : percentiles.entrySet()) {
            json.writeObjectFieldStart(source.getKey().label());
            percentiles(json, source.getValue().stages().get(readable));
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void stages(JsonGenerator json, Sync.Source source, Timings.Percentiles percentiles)
            throws IOException {
        json.writeObjectFieldStart(source.label());
        json.writeNumberField("samples", percentiles.samples());
        for (var stage : percentiles.stages().entrySet()) {
            json.writeObjectFieldStart(stage.getKey().label());
            percentiles(json, stage.getValue());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void percentiles(JsonGenerator json, List<ValueAtPercentile> values) throws IOException {
        for (var value : values) {
            json.writeNumberField(
                    "p" + Math.round(value.percentile() * 100) + "_ms", Math.round(value.value() / 100_000) / 10.0);
        }
    }

    private static void time(JsonGenerator json, String field, Instant time) throws IOException {
        json.writeStringField(field, time == null ? null : text(time));
    }

    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
