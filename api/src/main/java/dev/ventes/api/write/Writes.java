package dev.ventes.api.write;

import dev.ventes.api.ApiConfig;
import dev.ventes.api.ApiMetrics;
import dev.ventes.api.CallerContext;
import dev.ventes.api.log.Appended;
import dev.ventes.api.log.ChangeLog;
import dev.ventes.api.log.TopicIdentity;
import dev.ventes.api.log.TopicIdentity.Topic;
import dev.ventes.api.progress.Outcome;
import dev.ventes.api.progress.Outcomes;
import dev.ventes.api.read.View;
import dev.ventes.api.sale.ETag;
import dev.ventes.core.log.Change;
import dev.ventes.core.log.Position;
import dev.ventes.core.trace.Trace;
import dev.ventes.core.view.SaleDocument;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes one change, from the log to the view: appends it, waits until progress of the same topic has passed it, and
 * reads what the view then shows. Success, a refusal and a rejection are told only after that; a topic that is not the
 * same before and after the append makes the outcome unknown. A change is appended once, never again. Any event loop;
 * how many writes are under way at once is bounded.
 */
public final class Writes {
    private static final Duration VIEW_PAUSE = Duration.ofMillis(20);
    private static final int VIEW_READS = 10;

    private final TopicIdentity topic;
    private final ChangeLog log;
    private final Outcomes outcomes;
    private final Shown shown;
    private final ApiMetrics metrics;
    private final Duration patience;
    private final int atOnce;
    private final AtomicInteger underWay;

    public Writes(
            TopicIdentity topic,
            ChangeLog log,
            Outcomes outcomes,
            View view,
            ApiMetrics metrics,
            ApiConfig.Writing config) {
        this.topic = topic;
        this.log = log;
        this.outcomes = outcomes;
        this.shown = new Shown(view::find);
        this.metrics = metrics;
        this.patience = config.patience();
        this.atOnce = config.atOnce();
        this.underWay = metrics.writesUnderWay();
    }

    /** The topic as it is before an append; fails if Kafka does not answer, and then nothing should be sent. */
    Future<Topic> topic() {
        return CallerContext.await(topic.recent());
    }

    /**
     * Never fails: what went wrong is the result.
     *
     * @param before the topic, read before this call
     * @param forView whether to wait for the view
     */
    Future<Written> write(Change.FromApi change, Topic before, Trace trace, boolean forView) {
        if (underWay.incrementAndGet() > atOnce) {
            underWay.decrementAndGet();
            return Future.succeededFuture(new Written.Unavailable("Too many writes are under way."));
        }
        var began = System.nanoTime();
        var ticket = outcomes.take();
        return log.append(change, trace, began + patience.toNanos())
                .compose(appended -> switch (appended) {
                    case Appended.Acknowledged at -> {
                        metrics.appended(System.nanoTime() - began);
                        yield acknowledged(change, before, at, ticket, forView);
                    }
                    case Appended.NotSent(var why) -> Future.succeededFuture(new Written.Unavailable(why));
                    case Appended.TooLarge large -> Future.succeededFuture(new Written.TooLarge());
                    case Appended.Unknown(var why) -> Future.succeededFuture(new Written.Unknown(change.id(), why));
                })
                .onComplete(done -> {
                    ticket.close();
                    underWay.decrementAndGet();
                });
    }

    private Future<Written> acknowledged(
            Change.FromApi change, Topic before, Appended.Acknowledged at, Outcomes.Ticket ticket, boolean forView) {
        var acknowledged = System.nanoTime();
        // Both questions are under way together; neither answer counts without the other.
        var after = CallerContext.await(topic.now());
        var accepted = accepted(change.id(), before, at);
        var written = forView
                ? told(ticket, before, at)
                        .compose(outcome -> outcome.map(known -> shown(change.id(), at, known, accepted))
                                .orElse(Future.succeededFuture(accepted)))
                : Future.succeededFuture(accepted);
        return after.transform(
                topicAfter -> topicAfter.succeeded() && topicAfter.result().id().equals(before.id())
                        ? written.onSuccess(done -> metrics.shown(System.nanoTime() - acknowledged))
                        : Future.succeededFuture(
                                new Written.Unknown(change.id(), "The log's topic is not known to be the same.")));
    }

    /** Empty if the view took too long. */
    private Future<Optional<Outcome>> told(Outcomes.Ticket ticket, Topic topic, Appended.Acknowledged at) {
        return CallerContext.await(ticket.at(topic.id(), at.partition(), at.offset()))
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .map(Optional::of)
                .recover(late -> late instanceof TimeoutException
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(late));
    }

    private Future<Written> shown(long id, Appended.Acknowledged at, Outcome outcome, Written accepted) {
        return switch (outcome) {
            case Outcome.Applied(var epoch) -> read(id, new Position(epoch, at.offset()), accepted, VIEW_READS);
            case Outcome.Refused(var condition) -> Future.succeededFuture(new Written.Refused(condition));
            case Outcome.Rejected(var reason) -> Future.succeededFuture(new Written.Rejected(reason));
            case Outcome.Lost(var why) -> Future.succeededFuture(new Written.Unknown(id, why));
        };
    }

    /** The change has been made; if the view cannot be read now, that is no failure of it. */
    private Future<Written> read(long id, Position position, Written accepted, int reads) {
        return shown.find(id)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .compose(found -> {
                    if (found.filter(sale -> has(sale, position)).isPresent()) {
                        return Future.<Written>succeededFuture(new Written.Applied(found.get()));
                    }
                    return reads == 0
                            ? Future.succeededFuture(accepted)
                            : pause().compose(ready -> read(id, position, accepted, reads - 1));
                })
                .otherwise(accepted);
    }

    private static boolean has(SaleDocument sale, Position position) {
        return sale.sync().position().isAtOrAbove(position);
    }

    private static Future<Void> pause() {
        return Vertx.currentContext().owner().timer(VIEW_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Written accepted(long id, Topic topic, Appended.Acknowledged at) {
        var epoch = outcomes.epoch(topic.id(), at.partition());
        return new Written.Accepted(
                id,
                epoch.isPresent()
                        ? Optional.of(new ETag(at.partition(), new Position(epoch.getAsLong(), at.offset())))
                        : Optional.empty());
    }
}
