package dev.ventes.api.write;

import dev.ventes.api.ApiMetrics;
import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Request;
import dev.ventes.api.id.SaleIds;
import dev.ventes.api.log.TopicIdentity.Topic;
import dev.ventes.api.progress.ViewLag;
import dev.ventes.api.sale.SaleBody;
import dev.ventes.core.log.Change;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.topic.Progress.Condition;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** {@code POST /ventes}, {@code PUT /ventes/{id}} and {@code DELETE /ventes/{id}}. */
public final class Writing {
    private static final int ID_TRIES = 5;

    private final Writes writes;
    private final ViewLag lag;
    private final SaleIds ids;
    private final ApiMetrics metrics;

    public Writing(Writes writes, ViewLag lag, SaleIds ids, ApiMetrics metrics) {
        this.writes = writes;
        this.lag = lag;
        this.ids = ids;
        this.metrics = metrics;
    }

    public Future<Answer> create(Request request) {
        var columns = SaleBody.columns(request.body(), Instant.now());
        return counted(request, Op.CREATE, topic -> create(request, topic, columns, ID_TRIES));
    }

    public Future<Answer> replace(Request request) {
        var columns = SaleBody.columns(request.body(), Instant.now());
        return counted(request, Op.UPDATE, topic -> change(request, topic, Op.UPDATE, columns));
    }

    public Future<Answer> delete(Request request) {
        return counted(request, Op.DELETE, topic -> change(request, topic, Op.DELETE, null));
    }

    /** A write, given the topic. */
    private interface Attempt {
        Future<Written> on(Topic topic);
    }

    private Future<Answer> counted(Request request, Op op, Attempt attempt) {
        var began = System.nanoTime();
        return attempt(attempt)
                .onSuccess(written -> metrics.written(op, written.label(), System.nanoTime() - began))
                .map(written -> WriteAnswers.of(written, op, request));
    }

    private Future<Written> attempt(Attempt attempt) {
        var tooFar = lag.tooFar();
        if (tooFar != null) {
            return Future.succeededFuture(new Written.Behind("The view " + tooFar + "."));
        }
        return writes.topic()
                .transform(topic -> topic.succeeded()
                        ? attempt.on(topic.result())
                        : Future.succeededFuture(new Written.Unavailable("The log cannot be reached.")));
    }

    private Future<Written> create(Request request, Topic topic, Columns columns, int tries) {
        return ids.next().compose(id -> {
            var change = change(id, Op.CREATE, columns, new Expectation.Absent());
            return writes.write(change, topic, Preferences.traceparent(request), Preferences.waitsForView(request))
                    .compose(written -> {
                        var taken = written instanceof Written.Refused(var condition) && condition == Condition.TAKEN;
                        if (!taken || tries == 1) {
                            return Future.succeededFuture(written);
                        }
                        metrics.idTaken();
                        return ids.skip(id).compose(ready -> create(request, topic, columns, tries - 1));
                    });
        });
    }

    private Future<Written> change(Request request, Topic topic, Op op, Columns columns) {
        var expectation = Preferences.expectation(request, topic);
        if (expectation.isEmpty()) {
            return Future.succeededFuture(new Written.Refused(Condition.OTHER_VERSION));
        }
        var change = change(request.id(), op, columns, expectation.get());
        return writes.write(change, topic, Preferences.traceparent(request), Preferences.waitsForView(request));
    }

    private static Change.FromApi change(long id, Op op, Columns columns, Expectation expectation) {
        return new Change.FromApi(id, op, columns, false, UUID.randomUUID().toString(), Instant.now(), expectation, Optional.empty());
    }
}
