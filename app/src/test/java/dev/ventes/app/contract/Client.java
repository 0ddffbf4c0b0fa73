package dev.ventes.app.contract;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Sends calls as they are, and waits for the answers. Any thread. */
final class Client implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI api;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Client(URI api) {
        this.api = api;
    }

    Answered send(Call call) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(api + call.target()))
                .method(call.method(), publisher(call))
                .timeout(PATIENCE);
        call.headers().forEach(request::header);
        var response = http.send(request.build(), BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            var endless = response.headers()
                    .firstValue("content-type")
                    .filter(type -> type.startsWith("text/event-stream"))
                    .isPresent();
            var text = endless ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return new Answered(response.statusCode(), response.headers(), text);
        }
    }

    private static BodyPublisher publisher(Call call) {
        return call.body() == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofByteArray(call.body().getBytes());
    }

    @Override
    public void close() {
        http.close();
    }
}
