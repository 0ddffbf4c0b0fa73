package dev.ventes.api.pipeline;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.mongodb.client.model.Filters;
import dev.ventes.api.CallerContext;
import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Request;
import dev.ventes.api.pipeline.Picture.RejectedRecord;
import dev.ventes.api.progress.Freshness;
import dev.ventes.api.progress.Outcomes;
import dev.ventes.api.progress.ViewLag;
import dev.ventes.api.read.Reply;
import dev.ventes.api.read.View;
import dev.ventes.api.refresh.IndicatorAge;
import dev.ventes.core.access.Role;
import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.ViewCollections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.bson.Document;

/**
 * {@code GET /pipeline}. What must be asked is asked once a second at most, whoever looks, and given up after two: then
 * the rest is told. Event loops; what blocks does so elsewhere.
 */
public final class Pipeline {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** Freshness looks every second, and waits longer than that only for a Kafka that does not answer. */
    private static final Duration KAFKA_SILENT = Duration.ofSeconds(6);

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule().addSerializer(Instant.class, new ToStringSerializer()))
            .build();

    private final Vertx vertx;
    private final InstantSource clock;
    private final Statuses statuses;
    private final Freshness freshness;
    private final IndicatorAge indicators;
    private final Outcomes outcomes;
    private final ViewLag lag;
    private final View view;
    private final ViewCollections collections;
    private final RejectedReading rejected;
    private final Topics topics;
    private final Instant began;
    private CompletableFuture<Asked> asked;
    private long askedNanos;

    /** What MongoDB and the topic of the rejected records say. */
    private record Asked(Optional<Long> sales, Picture.Rejected rejected) {}

    /** As the contract has it. */
    private record Shown(
            Assessment.Verdict state,
            List<Fault> faults,
            @JsonUnwrapped Picture picture) {}

    public Pipeline(
            Vertx vertx,
            InstantSource clock,
            Statuses statuses,
            Freshness freshness,
            IndicatorAge indicators,
            Outcomes outcomes,
            ViewLag lag,
            View view,
            ViewCollections collections,
            KafkaConfig kafka,
            Admin admin,
            Topics topics) {
        this.vertx = vertx;
        this.clock = clock;
        this.statuses = statuses;
        this.freshness = freshness;
        this.indicators = indicators;
        this.outcomes = outcomes;
        this.lag = lag;
        this.view = view;
        this.collections = collections;
        this.rejected = new RejectedReading(kafka, admin, topics.rejected());
        this.topics = topics;
        this.began = clock.instant();
    }

    public Future<Answer> show(Request request) {
        var causes = request.caller().may(Role.ADMIN);
        return CallerContext.await(asked()).map(found -> Answer.json(200, json(found, causes)));
    }

    private Buffer json(Asked found, boolean causes) {
        var now = clock.instant();
        var ends = freshness.ends();
        var behind = freshness.behind(now);
        var drawing = new Drawing(now, statuses.instances(), causes);
        var picture = new Picture(
                Drawing.shown(now),
                drawing.connectors(statuses.generation()),
                drawing.log(ends, behind, outcomes::applied),
                drawing.transformers(),
                drawing.apis(),
                drawing.view(found.sales().orElse(null), behind),
                found.rejected(),
                statuses.verified().map(drawing::verification).orElse(null));
        var heardOfKafka = ends.map(looked -> looked.time()).orElse(began);
        var reach = new Assessment.Reach(
                Duration.between(heardOfKafka, now).compareTo(KAFKA_SILENT) < 0,
                found.sales().isPresent(),
                statuses.hearsItself(),
                statuses.leaderless(),
                lag.tooFar(),
                indicators.behind(now),
                topics.progress(),
                topics.changes());
        var faults = new Assessment(picture, reach).faults();
        try {
            return Buffer.buffer(JSON.writeValueAsBytes(new Shown(Assessment.Verdict.of(faults), faults, picture)));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private synchronized CompletableFuture<Asked> asked() {
        var now = System.nanoTime();
        if (asked == null || now - askedNanos > FRESH.toNanos()) {
            askedNanos = now;
            asked = sales().thenCombine(rejected(), Asked::new);
        }
        return asked;
    }

    private CompletableFuture<Optional<Long>> sales() {
        return patiently(view.roughCount()).thenApply(Optional::of).exceptionally(unreachable -> Optional.empty());
    }

    private CompletableFuture<Picture.Rejected> rejected() {
        return patiently(vertx.executeBlocking(rejected::newest, false)
                        .otherwise(unreachable -> rejected.last())
                        .compose(this::dealtWith))
                .exceptionally(unreachable -> shown(rejected.last(), Map.of()));
    }

    /** Where MongoDB cannot say what was done, nothing was. */
    private Future<Picture.Rejected> dealtWith(RejectedReading.Newest newest) {
        if (newest.records().isEmpty()) {
            return Future.succeededFuture(shown(newest, Map.of()));
        }
        var ids = newest.records().stream().map(RejectedReading.Kept::id).toList();
        return Reply.all(collections.rejectedDone().find(Filters.in("_id", ids)).limit(ids.size()))
                .map(done -> done.stream()
                        .collect(Collectors.toMap(
                                (Document document) -> document.getString("_id"),
                                document -> document.getString("did"))))
                .map(done -> shown(newest, done));
    }

    private static Picture.Rejected shown(RejectedReading.Newest newest, Map<String, String> done) {
        return new Picture.Rejected(
                newest.total(),
                newest.records().stream()
                        .map(kept -> {
                            var it = kept.shown();
                            return new RejectedRecord(
                                    it.partition(),
                                    it.offset(),
                                    it.at(),
                                    it.id(),
                                    it.reason(),
                                    it.origin(),
                                    done.get(kept.id()));
                        })
                        .toList());
    }

    private static <T> CompletableFuture<T> patiently(Future<T> answer) {
        return answer.toCompletionStage().toCompletableFuture().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
