package dev.ventes.api;

import dev.ventes.api.file.WatchedFiles;
import dev.ventes.api.http.ApiServer;
import dev.ventes.api.http.Routes;
import dev.ventes.api.http.ServerOptions;
import dev.ventes.api.tls.Certificate;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.service.Service;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The API's working part: an {@link ApiServer} per processor on one port. Ends when progress or the stream is not followed
 * any more; closing it first says that it is not ready, and answers for as long as whoever sends the requests may need to
 * see that, then ends the streams, then takes no more requests, then waits for those that have begun.
 */
final class Serving implements Service.Worker {
    /** Vert.x takes a free port for all instances together if asked for a negative one. */
    private static final int ANY_PORT = -1;

    private final Vertx vertx;
    private final ApiConfig.Http config;
    private final Runnable endStreams;
    private final CompletableFuture<Void> ended;
    private final List<ApiServer> servers = new CopyOnWriteArrayList<>();
    private volatile Certificate tls;
    private volatile WatchedFiles watched;
    private volatile String deployment;
    private volatile boolean closing;

    /** Ends with the first of these that it cannot do without. */
    Serving(Vertx vertx, ApiConfig.Http config, Runnable endStreams, List<CompletableFuture<Void>> needed) {
        this.vertx = vertx;
        this.config = config;
        this.endStreams = endStreams;
        this.ended = CompletableFuture.anyOf(needed.toArray(CompletableFuture[]::new))
                .thenApply(first -> null);
    }

    /**
     * Takes requests from now on.
     *
     * @return the port
     * @throws Configuration.Faults if the port is taken, or the certificate cannot be used
     */
    int listen(Routes routes) throws Exception {
        if (config.tls().isPresent()) {
            var files = config.tls().get();
            try {
                watched = WatchedFiles.watch(
                        List.of(files.certificate(), files.key()),
                        texts -> use(Certificate.of(vertx, texts.getFirst(), texts.getLast())));
            } catch (Exception faulty) {
                throw new Configuration.Faults(
                        List.of(ApiConfig.Tls.CERTIFICATE + " = " + files.certificate() + ": " + faulty.getMessage()));
            }
        }
        var port = config.port() == 0 ? ANY_PORT : config.port();
        var options = ServerOptions.of(config, port, Optional.ofNullable(tls).map(Certificate::options));
        var connections = new AtomicInteger();
        try {
            deployment = vertx.deployVerticle(
                            () -> {
                                var server = new ApiServer(
                                        options, routes, config.limits().maxConnections(), connections);
                                servers.add(server);
                                return server;
                            },
                            new DeploymentOptions()
                                    .setInstances(Runtime.getRuntime().availableProcessors()))
                    .await();
        } catch (Exception e) {
            throw e instanceof BindException
                    ? new Configuration.Faults(List.of(ApiConfig.PORT + " = " + config.port() + ": is taken"))
                    : e;
        }
        return servers.getFirst().port();
    }

    /** The servers share what they listen with: telling one of them is enough. */
    private void use(Certificate certificate) throws Exception {
        if (deployment != null) {
            servers.getFirst().use(certificate.options()).await();
        }
        tls = certificate;
    }

    /** In seconds since 1970, when the certificate that is in use ends; not a number without one. */
    double certificateEnds() {
        var used = tls;
        return used == null ? Double.NaN : used.ends().getEpochSecond();
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
        if (watched != null) {
            watched.close();
        }
        if (deployment != null) {
            servers.forEach(ApiServer::leave);
            if (config.stopPause().isPositive()) {
                vertx.timer(config.stopPause().toMillis(), TimeUnit.MILLISECONDS)
                        .await();
            }
            // These would never end by themselves.
            endStreams.run();
            vertx.undeploy(deployment).await();
        }
    }
}
