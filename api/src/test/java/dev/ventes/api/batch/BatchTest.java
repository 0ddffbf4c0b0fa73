package dev.ventes.api.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.api.http.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** With results that no system's socket has room for. */
    private static final int LINES = 2000;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger begunWhileFull = new AtomicInteger();
    private HttpClient client;
    private final CompletableFuture<HttpServerResponse> response = new CompletableFuture<>();

    @AfterEach
    void end() {
        vertx.close().await();
    }

    private void run(RoutingContext context) {
        context.request().pause();
        response.complete(context.response());
        var batch = new Batch(
                context,
                Lines.ofNdjson(100),
                new Limits(LINES, Long.MAX_VALUE, 100, PATIENCE),
                new Slots(1),
                line -> refuse(context.response()),
                failure -> (Problem) failure);
        context.vertx().runOnContext(later -> batch.run());
    }

    private Operation refuse(HttpServerResponse to) {
        begun.incrementAndGet();
        if (to.writeQueueFull()) {
            begunWhileFull.incrementAndGet();
        }
        throw Problem.of(Problem.Type.REJECTED, "x".repeat(10_000));
    }

    private HttpClientResponse send(int port) throws Exception {
        // Kept: Vert.x closes the connections of a client that nobody holds.
        client = vertx.createHttpClient();
        return client.request(HttpMethod.POST, port, "127.0.0.1", "/")
                .compose(request -> request.send("x\n".repeat(LINES)))
                .map(answer -> {
                    answer.pause();
                    return answer;
                })
                .await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void nothingMoreIsBegunWhileResultsWaitToBeTaken() throws Exception {
        var router = Router.router(vertx);
        router.post().handler(this::run);
        var server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();

        var answer = send(server.actualPort());
        await().atMost(PATIENCE).until(() -> response.join().writeQueueFull());
        assertThat(begun).hasValueLessThan(LINES);
        var told = answer.body().map(Buffer::toString);
        answer.resume();
        var body = told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(body.lines()).hasSize(LINES);
        assertThat(begun).hasValue(LINES);
        assertThat(begunWhileFull).hasValue(0);
    }
}
