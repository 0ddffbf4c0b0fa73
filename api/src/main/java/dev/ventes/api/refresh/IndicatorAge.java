package dev.ventes.api.refresh;

import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.api.http.Endpoint;
import dev.ventes.api.progress.AsOf;
import dev.ventes.api.progress.Freshness;
import dev.ventes.api.read.Reply;
import dev.ventes.core.view.ViewCollections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;

/**
 * How fresh the indicators are: what is applied and not counted yet lies in a collection of its own, and the oldest of it
 * says up to when they have everything. Any thread.
 */
public final class IndicatorAge {
    private static final Duration LOOK = Duration.ofMillis(500);
    /** Where no change waits for it, one in so many is enough: it shows whether they are counted at all. */
    private static final int SELDOM = 10;

    private final MongoCollection<Document> uncounted;
    private final Freshness freshness;
    private volatile Optional<Instant> lastFound = Optional.empty();

    private IndicatorAge(MongoCollection<Document> uncounted, Freshness freshness) {
        this.uncounted = uncounted;
        this.freshness = freshness;
    }

    /** Looks now and then what has been counted, and more often while changes wait to be. */
    public static IndicatorAge watch(Vertx vertx, ViewCollections view, Freshness freshness, Timings timings) {
        var age = new IndicatorAge(view.uncounted(), freshness);
        var asking = new AtomicBoolean();
        var ticks = new AtomicInteger();
        vertx.setPeriodic(LOOK.toMillis(), timer -> {
            var first = timings.waiting();
            var due = ticks.getAndIncrement() % SELDOM == 0;
            if ((due || first > 0) && asking.compareAndSet(false, true)) {
                age.oldest()
                        .onSuccess(oldest -> {
                            age.lastFound = oldest;
                            timings.counted(first, oldest);
                        })
                        .onComplete(asked -> asking.set(false));
            }
        });
        return age;
    }

    /**
     * For how long the oldest change has waited to be counted that was found at the last look; zero if none was. While
     * MongoDB cannot be asked, the last answer stands.
     */
    public Duration behind(Instant now) {
        return lastFound
                .filter(now::isAfter)
                .map(oldest -> Duration.between(oldest, now))
                .orElse(Duration.ZERO);
    }

    /** When the oldest change reached the log that is not counted yet. */
    Future<Optional<Instant>> oldest() {
        return Reply.first(uncounted
                        .find()
                        .projection(include("logged"))
                        .sort(ascending("logged"))
                        .limit(1))
                .map(found ->
                        found.map(document -> document.get("logged", Date.class).toInstant()));
    }

    /** Tells with what the endpoint answers how fresh it is. */
    public Endpoint tell(Endpoint endpoint) {
        return request -> {
            var view = freshness.asOf();
            return oldest().compose(oldest -> endpoint.answer(request).map(asOf(view, oldest)::tell));
        };
    }

    /** Without what is not counted; or what the view lacks, if that is more. */
    static AsOf asOf(AsOf view, Optional<Instant> oldest) {
        return oldest.filter(first -> view.time().filter(first::isBefore).isPresent())
                .map(AsOf::at)
                .orElse(view);
    }
}
