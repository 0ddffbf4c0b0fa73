package dev.ventes.api.write;

import dev.ventes.api.ApiMetrics;
import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Problem;
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
import dev.ventes.core.trace.Step;
import dev.ventes.core.trace.Trace;
import dev.ventes.core.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** {@code POST /ventes}, and {@code PUT}, {@code PATCH} and {@code DELETE} of {@code /ventes/{id}}. */
public final class Writing {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int ID_TRIES = 5;

    private final Writes writes;
    private final ViewLag lag;
    private final SaleIds ids;
    private final CreatingOnce creatingOnce;
    private final ApiMetrics metrics;
    private final Tracing tracing;
    private final boolean requireIfMatch;

    /** @param requireIfMatch whether changes must name the version that they change */
    public Writing(
            Writes writes,
            ViewLag lag,
            SaleIds ids,
            CreatingOnce creatingOnce,
            ApiMetrics metrics,
            Tracing tracing,
            boolean requireIfMatch) {
        this.writes = writes;
        this.lag = lag;
        this.ids = ids;
        this.creatingOnce = creatingOnce;
        this.metrics = metrics;
        this.tracing = tracing;
        this.requireIfMatch = requireIfMatch;
    }

    public Future<Answer> create(Request request) {
        var key = request.header(IDEMPOTENCY_KEY);
        return counted(
                request,
                Op.CREATE,
                at -> key.isEmpty()
                        ? create(request, at, SaleBody.columns(request.body(), Instant.now()), ID_TRIES)
                        : createOnce(request, at, key.get()));
    }

    public Future<Answer> replace(Request request) {
        var columns = SaleBody.columns(request.body(), Instant.now());
        return changed(request, Op.UPDATE, columns, false);
    }

    public Future<Answer> patch(Request request) {
        return changed(request, Op.UPDATE, SaleBody.patch(request.body()), true);
    }

    public Future<Answer> delete(Request request) {
        return changed(request, Op.DELETE, null, false);
    }

    private Future<Answer> changed(Request request, Op op, Columns columns, boolean partial) {
        if (requireIfMatch && request.header(HttpHeaders.IF_MATCH).isEmpty()) {
            return Future.failedFuture(
                    Problem.of(Problem.Type.PRECONDITION_REQUIRED, "The header If-Match is required here."));
        }
        return counted(request, op, at -> change(request, at, op, columns, partial));
    }

    /**
     * Where a write begins.
     *
     * @param caller the caller's trace, where there is one
     * @param trace the change's: the caller's, or one that begins here
     */
    private record Start(Topic topic, Instant began, Optional<Trace> caller, Trace trace) {}

    private interface Attempt {
        Future<Written> on(Start at);
    }

    private Future<Answer> counted(Request request, Op op, Attempt attempt) {
        var began = System.nanoTime();
        var caller = Preferences.trace(request);
        var trace = caller.map(tracing::goOn).orElseGet(() -> tracing.begin(event()));
        var now = Instant.now();
        return attempt(topic -> attempt.on(new Start(topic, now, caller, trace)))
                .onSuccess(written -> metrics.written(op, written.label(), System.nanoTime() - began))
                .map(written -> WriteAnswers.of(written, op, request, trace));
    }

    private Future<Written> attempt(Function<Topic, Future<Written>> attempt) {
        var tooFar = lag.tooFar();
        if (tooFar != null) {
            return Future.succeededFuture(new Written.Behind("The view " + tooFar + "."));
        }
        return writes.topic()
                .transform(topic -> topic.succeeded()
                        ? attempt.apply(topic.result())
                        : Future.succeededFuture(new Written.Unavailable("The log cannot be reached.")));
    }

    private Future<Written> create(Request request, Start at, Columns columns, int tries) {
        return ids.next()
                .compose(id -> create(request, at, id, event(), columns).compose(written -> {
                    var taken = written instanceof Written.Refused(var condition) && condition == Condition.TAKEN;
                    if (!taken || tries == 1) {
                        return Future.succeededFuture(written);
                    }
                    metrics.idTaken();
                    return ids.skip(id).compose(ready -> create(request, at, columns, tries - 1));
                }));
    }

    private Future<Written> createOnce(Request request, Start at, String key) {
        return creatingOnce.create(request.caller().subject(), key, request.body(), (id, event, now) -> {
            var columns = SaleBody.columns(request.body(), now);
            return create(request, at, id, event, columns);
        });
    }

    private Future<Written> create(Request request, Start at, long id, String event, Columns columns) {
        return write(request, at, id, Op.CREATE, columns, false, event, new Expectation.Absent());
    }

    private Future<Written> change(Request request, Start at, Op op, Columns columns, boolean partial) {
        return Preferences.expectation(request, at.topic())
                .map(expects -> write(request, at, request.id(), op, columns, partial, event(), expects))
                .orElseGet(() -> Future.succeededFuture(new Written.Refused(Condition.OTHER_VERSION)));
    }

    private Future<Written> write(
            Request request,
            Start at,
            long id,
            Op op,
            Columns columns,
            boolean partial,
            String event,
            Expectation expects) {
        var change = new Change.FromApi(
                id,
                op,
                columns,
                partial,
                event,
                Instant.now(),
                expects,
                request.caller().subject());
        var forView = !Prefer.of(request).respondAsync();
        return writes.write(change, at.topic(), at.trace(), forView).onSuccess(written -> tell(change, at, written));
    }

    private void tell(Change.FromApi change, Start at, Written written) {
        if (tracing.tells(at.trace(), change.id())) {
            var step = Step.of("answered", at.trace(), at.began(), Instant.now())
                    .with("op", change.op().code())
                    .with("outcome", written.label())
                    .with("event", change.eventId());
            tracing.tellFirst(step, change.id(), at.caller());
        }
    }

    private static String event() {
        return UUID.randomUUID().toString();
    }
}
