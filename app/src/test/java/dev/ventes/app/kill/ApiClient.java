package dev.ventes.app.kill;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ventes.api.sale.ETag;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** A client of the APIs, one per writer. It asks any of them, and asks once. */
final class ApiClient implements AutoCloseable {
    static final int NO_ANSWER = 0;
    static final int NOT_SENT = -1;

    private static final Duration PATIENCE = Duration.ofSeconds(6);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final List<URI> apis;
    private final Random random;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /**
     * What came back.
     *
     * @param status {@link #NO_ANSWER} or {@link #NOT_SENT} if nothing did
     * @param eTag null where there was none
     */
    record Answer(int status, JsonNode body, String eTag) {
        ETag version() {
            return ETag.parse(eTag).orElseThrow();
        }

        long quantite() {
            return body.path("quantite").asLong();
        }
    }

    ApiClient(List<URI> apis, Random random) {
        this.apis = apis;
        this.random = random;
    }

    Answer get(long id) {
        return send("GET", "/ventes/" + id, null, null);
    }

    /** {@code version} and {@code ifMatch} may be null. */
    Answer send(String method, String path, Version version, String ifMatch) {
        var api = apis.get(random.nextInt(apis.size()));
        var request = HttpRequest.newBuilder(api.resolve(path)).timeout(PATIENCE);
        if (version == null || version.deletes()) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.method(method, HttpRequest.BodyPublishers.ofString(json(version)));
            request.header("Content-Type", "application/json");
        }
        if (ifMatch != null) {
            request.header("If-Match", ifMatch);
        }
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(),
                    JSON.readTree(answer.body()),
                    answer.headers().firstValue("ETag").orElse(null));
        } catch (ConnectException nobodyThere) {
            Pause.ofMillis(50);
            return new Answer(NOT_SENT, JSON.nullNode(), null);
        } catch (IOException nobodyKnows) {
            return new Answer(NO_ANSWER, JSON.nullNode(), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(NO_ANSWER, JSON.nullNode(), null);
        }
    }

    private static String json(Version version) {
        var json = JSON.createObjectNode();
        version.columns().forEach((column, value) -> json.set(column, node(value)));
        return json.toString();
    }

    private static JsonNode node(Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case Instant time -> JSON.getNodeFactory().textNode(time.toString());
            default -> JSON.valueToTree(value);
        };
    }

    @Override
    public void close() {
        http.close();
    }
}
