package dev.ventes.app.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans as a collector of OpenTelemetry does, by OTLP over HTTP, and keeps the messages. */
final class SpanReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<String> messages = new CopyOnWriteArrayList<>();

    SpanReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            messages.add(text(exchange.getRequestBody().readAllBytes()));
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * Whether the service has sent a span of this name, in this trace, that follows that one. Protocol Buffers have bytes
     * and texts as they are; each message is of one service.
     *
     * @param parent empty for a first one
     */
    boolean has(String service, String name, String traceId, String parent) {
        return messages.stream()
                .filter(message -> message.contains("ventes-" + service))
                .anyMatch(message -> message.contains(name)
                        && message.contains(text(HexFormat.of().parseHex(traceId)))
                        && message.contains(text(HexFormat.of().parseHex(parent))));
    }

    /** A character for each byte. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
