package dev.ventes.api.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;

/**
 * One event loop's share of the API: all instances listen on one port and share nothing but what {@link Routes} was
 * given. Stopping lets what has begun come to its end.
 */
public final class ApiServer extends VerticleBase {
    private static final long DRAIN_SECONDS = 10;
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final String host;
    private final int port;
    private final Routes routes;

    private HttpServer server;

    public ApiServer(String host, int port, Routes routes) {
        this.host = host;
        this.port = port;
        this.routes = routes;
    }

    @Override
    public Future<?> start() {
        var options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setIdleTimeout(60)
                .setCompressionSupported(true);
        return routes.create(vertx).compose(router -> {
            server = vertx.createHttpServer(options).requestHandler(request -> {
                request.response().putHeader("X-Content-Type-Options", "nosniff");
                router.handle(request);
            });
            return server.listen();
        });
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
    }

    public int port() {
        return server.actualPort();
    }
}
