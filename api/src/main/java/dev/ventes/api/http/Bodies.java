package dev.ventes.api.http;

import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the memory of bodies that are not all there yet: so many at once, over all event loops. */
final class Bodies implements SecurityPolicyHandler {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final String INSIDE = Bodies.class.getName();

    private final int atOnce;
    private final AtomicInteger inside = new AtomicInteger();

    Bodies(int atOnce) {
        this.atOnce = atOnce;
    }

    @Override
    public void handle(RoutingContext context) {
        if (inside.getAndUpdate(now -> Math.min(now + 1, atOnce)) == atOnce) {
            context.fail(Problem.unavailable("Too many requests are being received. Nothing was changed.", SOON));
            return;
        }
        context.put(INSIDE, true);
        context.addEndHandler(ended -> leave(context));
        context.next();
        // In place of the body handler's own, which would log the caller's fault as ours.
        context.request().exceptionHandler(broken -> {
            if (leave(context)) {
                context.fail(Problem.invalid("body", "sent to its end, as HTTP demands"));
            }
        });
    }

    /** The body is there, or never will be. True if that is new. */
    boolean leave(RoutingContext context) {
        if (context.remove(INSIDE) == null) {
            return false;
        }
        inside.decrementAndGet();
        return true;
    }
}
