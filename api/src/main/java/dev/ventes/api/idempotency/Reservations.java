package dev.ventes.api.idempotency;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.api.read.Reply;
import dev.ventes.core.view.ViewCollections;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;

/**
 * The idempotency keys in MongoDB. Of several who come with a key at once, one reserves and the others find what it has
 * reserved. A key that is older than it is kept is nobody's. Any thread; results on the caller's event loop.
 */
public final class Reservations {
    private static final Duration PURGE_INTERVAL = Duration.ofHours(1);

    private final MongoCollection<Document> keys;
    private final Duration kept;
    private final AtomicReference<Instant> purged = new AtomicReference<>(Instant.EPOCH);

    /** @param kept how long a key is known */
    public Reservations(ViewCollections collections, Duration kept) {
        this.keys = collections.idempotencyKeys();
        this.kept = kept;
    }

    /** What the key stands for, unless it is too old. */
    public Future<Optional<Reservation>> find(String key) {
        return Reply.first(keys.find(Filters.eq("_id", key)).limit(1))
                .map(found -> found.map(Reservations::read)
                        .filter(reservation -> reservation.created().isAfter(oldest())));
    }

    /** What the key stands for now: this, or what somebody else has reserved. */
    public Future<Reservation> reserve(Reservation wanted) {
        purgeNowAndThen();
        return Reply.all(keys.insertOne(write(wanted)))
                .map(inserted -> wanted)
                .recover(failure -> isThere(failure) ? reserveAnew(wanted) : Future.failedFuture(failure));
    }

    private Future<Reservation> reserveAnew(Reservation wanted) {
        var old = Filters.and(Filters.eq("_id", wanted.key()), Filters.lte("created", Date.from(oldest())));
        return Reply.all(keys.deleteOne(old))
                .compose(deleted -> find(wanted.key()))
                .compose(found -> found.map(Future::succeededFuture).orElseGet(() -> reserve(wanted)));
    }

    /** The number was taken by another sale: gives it this one, unless somebody else has been faster. */
    public Future<Reservation> renumber(Reservation from, long sale, String event) {
        var present = Filters.and(Filters.eq("_id", from.key()), Filters.eq("event", from.event()));
        var other = Updates.combine(Updates.set("sale", sale), Updates.set("event", event));
        return Reply.all(keys.updateOne(present, other))
                .compose(updated -> find(from.key()))
                .map(found -> found.orElse(from.withSale(sale, event)));
    }

    /** What is too old is nobody's also where it is still there: nothing waits for this, and a failure is tried again. */
    private void purgeNowAndThen() {
        var now = Instant.now();
        var last = purged.get();
        if (Duration.between(last, now).compareTo(PURGE_INTERVAL) > 0 && purged.compareAndSet(last, now)) {
            Reply.all(keys.createIndex(new Document("created", 1)))
                    .compose(indexed -> Reply.all(keys.deleteMany(Filters.lte("created", Date.from(oldest())))))
                    .onFailure(later -> purged.set(last));
        }
    }

    private Instant oldest() {
        return Instant.now().minus(kept);
    }

    private static boolean isThere(Throwable failure) {
        return failure instanceof MongoWriteException write
                && write.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
    }

    private static Document write(Reservation reservation) {
        return new Document("_id", reservation.key())
                .append("body", reservation.body())
                .append("sale", reservation.sale())
                .append("event", reservation.event())
                .append("created", Date.from(reservation.created()));
    }

    private static Reservation read(Document document) {
        return new Reservation(
                document.getString("_id"),
                document.getString("body"),
                document.getLong("sale"),
                document.getString("event"),
                document.getDate("created").toInstant());
    }
}
