package dev.ventes.api;

import dev.ventes.api.http.ApiServer;
import dev.ventes.api.http.Routes;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.service.Service;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The API's working part: an {@link ApiServer} per processor on one port. Ends when progress is not followed any more;
 * closing it first says that it is not ready, then takes no more requests, then waits for those that have begun.
 */
final class Serving implements Service.Worker {
    /** Vert.x takes a free port for all instances together if asked for a negative one. */
    private static final int ANY_PORT = -1;

    private final Vertx vertx;
    private final CompletableFuture<Void> ended;
    private final List<ApiServer> servers = new CopyOnWriteArrayList<>();
    private volatile String deployment;
    private volatile boolean closing;

    Serving(Vertx vertx, CompletableFuture<Void> ended) {
        this.vertx = vertx;
        this.ended = ended;
    }

    /**
     * Takes requests from now on.
     *
     * @return the port
     * @throws Configuration.Faults if the port is taken
     */
    int listen(ApiConfig.Http config, Routes routes) throws Exception {
        var options = new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        var port = config.port() == 0 ? ANY_PORT : config.port();
        try {
            deployment = vertx.deployVerticle(
                            () -> {
                                var server = new ApiServer(config.host(), port, routes);
                                servers.add(server);
                                return server;
                            },
                            options)
                    .await();
        } catch (Exception e) {
            throw e instanceof BindException
                    ? new Configuration.Faults(List.of(ApiConfig.PORT + " = " + config.port() + ": is taken"))
                    : e;
        }
        return servers.getFirst().port();
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** What stands in the way of taking requests; null if nothing does. */
    String notReady() {
        if (closing) {
            return "are not taken any more: the API is stopping";
        }
        return deployment == null ? "are not taken yet: the API is starting" : null;
    }

    @Override
    public void close() {
        closing = true;
        if (deployment != null) {
            vertx.undeploy(deployment).await();
        }
    }
}
