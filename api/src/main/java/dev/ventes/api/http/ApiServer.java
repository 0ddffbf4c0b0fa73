package dev.ventes.api.http;

import dev.ventes.api.sale.Violation;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One event loop's share of the API: all instances listen on one port and share nothing but what they were given.
 * Stopping lets what has begun come to its end.
 */
public final class ApiServer extends VerticleBase {
    private static final long DRAIN_SECONDS = 10;

    private final HttpServerOptions options;
    private final Routes routes;
    private final int maxConnections;
    private final AtomicInteger connections;

    private HttpServer server;
    private volatile boolean leaving;

    /**
     * Not listening yet.
     *
     * @param connections how many there are over all event loops
     */
    public ApiServer(HttpServerOptions options, Routes routes, int maxConnections, AtomicInteger connections) {
        this.options = options;
        this.routes = routes;
        this.maxConnections = maxConnections;
        this.connections = connections;
    }

    @Override
    public Future<?> start() {
        return routes.create(vertx).compose(router -> {
            server = vertx.createHttpServer(options)
                    .connectionHandler(this::count)
                    .invalidRequestHandler(this::refuse)
                    .requestHandler(request -> {
                        prepare(request);
                        router.handle(request);
                    });
            return server.listen();
        });
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
    }

    /** Still answers, and asks callers with every answer to come back on another connection. Any thread. */
    public void leave() {
        leaving = true;
    }

    /** For connections from now on. Any thread. */
    public Future<Boolean> use(ServerSSLOptions tls) {
        return server.updateSSLOptions(tls);
    }

    public int port() {
        return server.actualPort();
    }

    private void count(HttpConnection connection) {
        connection.closeHandler(closed -> connections.decrementAndGet());
        if (connections.incrementAndGet() > maxConnections) {
            connection.close();
        }
    }

    private void prepare(HttpServerRequest request) {
        Headers.addTo(request.response(), options.isSsl());
        if (leaving) {
            if (request.version() == HttpVersion.HTTP_2) {
                request.connection().shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
            } else {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        }
    }

    /** What is no request, as far as it was read. */
    private void refuse(HttpServerRequest request) {
        Headers.addTo(request.response(), options.isSsl());
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        var problem = switch (request.decoderResult().cause()) {
            case TooLongHttpLineException line -> Problem.of(Problem.Type.URL_TOO_LONG, "It is longer than is read.");
            case TooLongHttpHeaderException header ->
                Problem.of(Problem.Type.HEADER_TOO_LARGE, "It is larger than is read.");
            case null, default -> Problem.invalid(List.of(new Violation("request", "HTTP")));
        };
        problem.answer("/").send(request);
        request.connection().close();
    }
}
