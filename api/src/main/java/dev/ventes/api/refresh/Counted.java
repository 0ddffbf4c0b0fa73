package dev.ventes.api.refresh;

import static com.mongodb.client.model.Projections.include;

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
import java.util.Comparator;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.Document;

/**
 * How fresh the indicators are: what is applied and not counted yet lies in a collection of its own, and the oldest of it
 * says up to when they have everything. Any event loop.
 */
public final class Counted {
    private static final Duration LOOK = Duration.ofMillis(500);
    /** Each has hundreds of changes; usually there are none. */
    private static final int MOST = 10_000;

    private final MongoCollection<Document> uncounted;
    private final Freshness freshness;

    private Counted(MongoCollection<Document> uncounted, Freshness freshness) {
        this.uncounted = uncounted;
        this.freshness = freshness;
    }

    /** Looks now and then what has been counted, as long as there is something to look for. */
    public static Counted watch(Vertx vertx, ViewCollections view, Freshness freshness, Timings timings) {
        var counted = new Counted(view.uncounted(), freshness);
        var asking = new AtomicBoolean();
        vertx.setPeriodic(LOOK.toMillis(), timer -> {
            var first = timings.waiting();
            if (first > 0 && asking.compareAndSet(false, true)) {
                counted.oldest()
                        .onSuccess(oldest -> timings.counted(first, oldest))
                        .onComplete(asked -> asking.set(false));
            }
        });
        return counted;
    }

    /** When the oldest change reached the log that is not counted yet. */
    Future<Optional<Instant>> oldest() {
        return Reply.all(uncounted.find().projection(include("logged")).limit(MOST))
                .map(found -> found.stream()
                        .map(document -> document.get("logged", Date.class).toInstant())
                        .min(Comparator.naturalOrder()));
    }

    /** Tells with what the endpoint answers how fresh it is. */
    public Endpoint tell(Endpoint endpoint) {
        return request -> {
            var view = freshness.asOf();
            return oldest().compose(oldest -> endpoint.answer(request).map(asOf(view, oldest)::tell));
        };
    }

    static AsOf asOf(AsOf view, Optional<Instant> oldest) {
        return oldest.filter(first -> view.time().filter(first::isBefore).isPresent())
                .map(AsOf::at)
                .orElse(view);
    }
}
