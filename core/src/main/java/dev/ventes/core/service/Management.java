package dev.ventes.core.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.config.ManagementConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /metrics}, {@code /health/live} and {@code /health/ready} on a port of their own. A virtual thread per
 * request: a check that hangs holds up nobody else.
 */
public final class Management implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Management.class);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private Management(HttpServer server) {
        this.server = server;
    }

    /**
     * Listens.
     *
     * @throws Configuration.Faults if the port is taken
     */
    public static Management start(ManagementConfig config, Metrics metrics, Health health) throws IOException {
        var address = new InetSocketAddress(InetAddress.getByName(config.host()), config.port());
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (BindException taken) {
            throw new Configuration.Faults(List.of("ventes.management.port = " + config.port() + ": is taken"));
        }
        var management = new Management(server);
        server.setExecutor(management.threads);
        server.createContext("/metrics", loggingFailures(exchange -> scrape(exchange, metrics.registry())));
        server.createContext("/health/live", loggingFailures(exchange -> report(exchange, health.live())));
        server.createContext("/health/ready", loggingFailures(exchange -> report(exchange, health.ready())));
        server.start();
        return management;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    /** The server itself drops the connection and keeps the reason to itself. */
    private static HttpHandler loggingFailures(HttpHandler handler) {
        return exchange -> {
            try {
                handler.handle(exchange);
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("path", exchange.getRequestURI().getPath())
                        .setCause(e)
                        .log("not answered");
                throw e;
            }
        };
    }

    private static void scrape(HttpExchange exchange, PrometheusMeterRegistry registry) throws IOException {
        var text = registry.scrape().getBytes(StandardCharsets.UTF_8);
        respond(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", text);
    }

    private static void report(HttpExchange exchange, CompletableFuture<Health.Report> running) throws IOException {
        var report = running.join();
        respond(exchange, report.status(), "application/json", report.json());
    }

    private static void respond(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
