package dev.ventes.api.stream;

import dev.ventes.api.ApiConfig;
import dev.ventes.api.ApiMetrics;
import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Problem;
import dev.ventes.api.http.Request;
import dev.ventes.api.log.TopicIdentity;
import dev.ventes.api.progress.Outcomes;
import dev.ventes.api.progress.ProgressFollower;
import dev.ventes.api.query.Filter;
import dev.ventes.api.sale.Violation;
import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.topic.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;

/** {@code GET /ventes/stream}. Any event loop; each has the clients that came to it. */
public final class Streaming implements AutoCloseable {
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final Duration SOON = Duration.ofSeconds(5);

    private final ApiConfig.Streaming config;
    private final ApiMetrics metrics;
    private final Ring ring;
    private final Hub hub;
    private final CatchUps catchUps;
    private final Map<Thread, Lane> lanes = new ConcurrentHashMap<>();
    private volatile boolean closing;

    private Streaming(
            KafkaConfig kafka,
            Topics topics,
            Admin admin,
            TopicIdentity changes,
            Outcomes outcomes,
            ProgressFollower progress,
            ApiMetrics metrics,
            Witness witness,
            ApiConfig.Streaming config) {
        this.config = config;
        this.metrics = metrics;
        this.ring = new Ring(config.recentEvents(), config.recentBytes());
        this.hub = new Hub(
                () -> new EnrichedReader(kafka, topics.enriched(), "ventes-api-stream"),
                new TopicIdentity(admin, topics.enriched()),
                changes,
                outcomes,
                progress::caughtUp,
                ring,
                config.recentEvents(),
                config.recentBytes(),
                () -> lanes.values().forEach(Lane::wake),
                witness);
        this.catchUps = new CatchUps(
                config.catchUps(),
                () -> new EnrichedReader(kafka, topics.enriched(), "ventes-api-catch-up"),
                hub::topicId,
                ring);
    }

    /** Begins to read. Takes nothing over. */
    public static Streaming start(
            KafkaConfig kafka,
            Topics topics,
            Admin admin,
            TopicIdentity changes,
            Outcomes outcomes,
            ProgressFollower progress,
            ApiMetrics metrics,
            Witness witness,
            ApiConfig.Streaming config) {
        var streaming = new Streaming(kafka, topics, admin, changes, outcomes, progress, metrics, witness, config);
        streaming.hub.start();
        return streaming;
    }

    /** Completes when nothing is read any more: exceptionally if the reader died. */
    public CompletableFuture<Void> ended() {
        return hub.ended();
    }

    /** What is wrong with the reading itself; null if nothing is. */
    public String ill() {
        return hub.ended().isDone() ? "is not read any more" : null;
    }

    /** What stands in the way of following; null if nothing does. */
    public String notReady() {
        if (ill() != null) {
            return ill();
        }
        return ring.head().isEmpty() ? "is still being read from a while ago" : null;
    }

    public Future<Answer> follow(Request request) {
        var text = request.header(LAST_EVENT_ID).filter(id -> !id.isEmpty());
        var place = text.flatMap(Place::parse);
        if (text.isPresent() && place.isEmpty()) {
            return Future.failedFuture(Problem.invalid(LAST_EVENT_ID, "an id of this stream"));
        }
        var violations = new ArrayList<Violation>();
        var filter = Filter.read(request::query, violations::add);
        if (!violations.isEmpty()) {
            return Future.failedFuture(Problem.invalid(violations));
        }
        if (closing || ring.head().isEmpty()) {
            return Future.failedFuture(Problem.unavailable("The stream is not ready.", SOON));
        }
        var answer = Answer.stream(200, "text/event-stream", response -> follow(response, filter, place))
                .with(HttpHeaders.CACHE_CONTROL, "no-store")
                // What compresses waits for more than one event, and what buffers does, too.
                .with(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY.toString())
                .with("X-Accel-Buffering", "no");
        var taken = metrics.streams().incrementAndGet() <= config.maxClients();
        if (!taken || request.isHead()) {
            // Nobody will follow it.
            metrics.streams().decrementAndGet();
        }
        return taken
                ? Future.succeededFuture(answer)
                : Future.failedFuture(Problem.unavailable("Too many clients follow the stream.", SOON));
    }

    private Future<Void> follow(HttpServerResponse response, Filter filter, Optional<Place> from) {
        response.setChunked(true);
        var client = new Client(response, filter, ring);
        var lane = lanes.computeIfAbsent(
                Thread.currentThread(),
                loop -> new Lane(Vertx.currentContext(), config.heartbeat().toMillis()));
        lane.add(client);
        client.done().onComplete(over -> metrics.streams().decrementAndGet());
        client.greet();
        begin(client, lane, from);
        if (closing) {
            client.end();
        }
        return client.done();
    }

    private void begin(Client client, Lane lane, Optional<Place> from) {
        var head = ring.head();
        if (head.isEmpty()) {
            client.cut("the stream begins anew");
        } else if (from.isEmpty()) {
            client.join(head.get());
        } else if (!from.get().fits(head.get().place())) {
            metrics.resumed("reset");
            client.reset(head.get(), "The topics have been made anew.");
        } else if (isRead(from.get(), head.get()) && client.join(from.get())) {
            metrics.resumed("recent");
        } else {
            metrics.resumed("catch-up");
            catchUps.add(new CatchUp.Late(client, lane, from.get()));
        }
    }

    /** An id from an instance that is ahead is only believed after a look at the topic. */
    private static boolean isRead(Place place, Ring.Head head) {
        for (var i = 0; i < head.read().size(); i++) {
            if (place.offsets().get(i) > head.read().get(i)) {
                return false;
            }
        }
        return true;
    }

    /** Ends all streams, so that their clients go to another instance; nobody is taken any more. */
    public void end() {
        closing = true;
        lanes.values().forEach(lane -> lane.run(() -> lane.each(Client::end)));
    }

    @Override
    public void close() {
        end();
        catchUps.close();
        hub.close();
    }
}
