package dev.ventes.app.contract;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** Sends calls as they are, and waits for the answers. Any thread. */
final class Client implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final Vertx vertx = Vertx.vertx();
    private final URI api;
    private final HttpClient http;

    Client(URI api, int atOnce) {
        this.api = api;
        http = vertx.createHttpClient(
                new HttpClientOptions().setMaxHeaderSize(64 * 1024), new PoolOptions().setHttp1MaxSize(atOnce));
    }

    Answered send(Call call) {
        var options = new RequestOptions()
                .setHost(api.getHost())
                .setPort(api.getPort())
                .setMethod(HttpMethod.valueOf(call.method()))
                .setURI(call.target());
        return http.request(options)
                .compose(request -> {
                    call.headers().forEach(request::putHeader);
                    return call.body() == null ? request.send() : request.send(Buffer.buffer(call.body()));
                })
                .compose(Client::read)
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static Future<Answered> read(HttpClientResponse response) {
        if (String.valueOf(response.getHeader("content-type")).startsWith("text/event-stream")) {
            response.request().reset();
            return Future.succeededFuture(new Answered(response.statusCode(), response.headers(), ""));
        }
        return response.body().map(body -> new Answered(response.statusCode(), response.headers(), body.toString()));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
