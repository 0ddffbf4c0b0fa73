package dev.ventes.api.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.time.Duration;
import java.util.Set;

/**
 * How long a request may take until its answer begins; an answer that has begun takes its time. A write that is under
 * way by then goes on, and nobody knows yet how it ends: that is what is told.
 */
final class Deadline implements SecurityPolicyHandler {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final String BEGUN = Deadline.class.getName();

    private final Duration limit;

    Deadline(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void handle(RoutingContext context) {
        var timer = context.vertx().setTimer(limit.toMillis(), passed -> late(context));
        context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
        context.next();
    }

    /** All of the request is there, and its endpoint has it. */
    static void begun(RoutingContext context) {
        context.put(BEGUN, true);
    }

    private void late(RoutingContext context) {
        if (context.response().headWritten()) {
            return;
        }
        var after = limit.toMillis() + " ms";
        if (context.get(BEGUN) == null) {
            // What is still to come would be taken for the next request's.
            if (context.request().version() != HttpVersion.HTTP_2) {
                context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                context.addEndHandler(told -> context.request().connection().close());
            }
            context.fail(
                    Problem.of(Problem.Type.REQUEST_TIMEOUT, "The request was not all there after " + after + "."));
        } else if (READS.contains(context.request().method())) {
            context.fail(Problem.unavailable("There was no answer after " + after + ".", SOON));
        } else {
            context.fail(Problem.of(
                    Problem.Type.UNKNOWN_OUTCOME,
                    "The write was not finished after " + after + ". Look at the sale before you try again."));
        }
    }
}
