package dev.ventes.api.limit;

import dev.ventes.api.http.Endpoint;
import dev.ventes.api.http.Problem;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many requests of some endpoints are worked on at once, over all event loops: the rest is sent away at once
 * in place of waiting for a server that is slow already. What is streamed counts until the stream begins. Any thread.
 */
public final class AtOnce {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final int limit;
    private final AtomicInteger underWay;

    /** Keeps the number of those that are under way up to date. */
    public AtOnce(int limit, AtomicInteger underWay) {
        this.limit = limit;
        this.underWay = underWay;
    }

    public Endpoint bound(Endpoint endpoint) {
        return request -> {
            if (underWay.getAndUpdate(now -> Math.min(now + 1, limit)) == limit) {
                return Future.failedFuture(Problem.unavailable("Too many reads are under way.", SOON));
            }
            try {
                return endpoint.answer(request).onComplete(done -> underWay.decrementAndGet());
            } catch (RuntimeException broken) {
                underWay.decrementAndGet();
                throw broken;
            }
        };
    }
}
