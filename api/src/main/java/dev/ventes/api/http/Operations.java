package dev.ventes.api.http;

import dev.ventes.api.CallerContext;
import dev.ventes.core.service.Health;
import dev.ventes.core.service.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /metrics} and {@code /health}, on the API's own port as well as on the management port. Health is for everybody
 * here: it tells no causes, and however often it is asked, the servers are asked a few times a second at most.
 */
public final class Operations {
    private static final Duration FRESH = Duration.ofMillis(250);

    private final Vertx vertx;
    private final Metrics metrics;
    private final Health health;
    private CompletableFuture<Health.Report> ready;
    private long readyNanos;

    public Operations(Vertx vertx, Metrics metrics, Health health) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.health = health;
    }

    /** Off the event loop: a scrape walks through every meter. */
    public Future<Answer> scrape(Request request) {
        return vertx.executeBlocking(() -> metrics.registry().scrape(), false)
                .map(text -> Answer.of(200, "text/plain; version=0.0.4; charset=utf-8", Buffer.buffer(text)));
    }

    public Future<Answer> live(Request request) {
        return report(health.live());
    }

    public Future<Answer> ready(Request request) {
        return report(recent());
    }

    private synchronized CompletableFuture<Health.Report> recent() {
        var now = System.nanoTime();
        if (ready == null || now - readyNanos > FRESH.toNanos()) {
            ready = health.ready();
            readyNanos = now;
        }
        return ready;
    }

    private static Future<Answer> report(CompletableFuture<Health.Report> report) {
        return CallerContext.await(report).map(found -> Answer.json(found.status(), Buffer.buffer(found.outline())));
    }
}
