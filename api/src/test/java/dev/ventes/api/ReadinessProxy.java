package dev.ventes.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands in front of several instances, as haproxy or nginx would: asks each whether it is ready, ten times a second, and
 * sends requests to those that are, in turn. Sends none a second time.
 */
final class ReadinessProxy implements AutoCloseable {
    private static final long PAUSE_MILLIS = 100;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClientAgent client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(64));
    private final Set<Integer> ready = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private final List<Integer> instances;
    private final HttpServer server;

    ReadinessProxy(List<Integer> instances) {
        this.instances = List.copyOf(instances);
        var proxy = HttpProxy.reverseProxy(client).origin(OriginRequestProvider.selector(context -> next()));
        server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(proxy);
        server.listen(0, "127.0.0.1").await();
        look();
    }

    int port() {
        return server.actualPort();
    }

    boolean isReady(int instance) {
        return ready.contains(instance);
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private Future<SocketAddress> next() {
        var here = instances.stream().filter(ready::contains).toList();
        return here.isEmpty()
                ? Future.failedFuture("no instance is ready")
                : Future.succeededFuture(SocketAddress.inetSocketAddress(
                        here.get(Math.floorMod(turn.getAndIncrement(), here.size())), "127.0.0.1"));
    }

    private void look() {
        var looks = instances.stream().map(this::look).toList();
        Future.join(looks).onComplete(seen -> vertx.setTimer(PAUSE_MILLIS, again -> look()));
    }

    private Future<Void> look(int instance) {
        return client.request(HttpMethod.GET, instance, "127.0.0.1", "/health/ready")
                .compose(request -> request.send())
                .map(HttpClientResponse::statusCode)
                .transform(status -> {
                    if (status.succeeded() && status.result() == 200) {
                        ready.add(instance);
                    } else {
                        ready.remove(instance);
                    }
                    return Future.<Void>succeededFuture();
                });
    }
}
