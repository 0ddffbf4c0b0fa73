package dev.ventes.app.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a test asks a Prometheus. */
public final class PrometheusQueries implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> WORDS =
            Set.of("sum", "min", "max", "count", "and", "or", "unless", "bool", "offset");

    /** Everything in an expression that may hold names; those that are left for {@code name} are metrics. */
    private static final Pattern TOKEN = Pattern.compile("""
            "(?:[^"\\\\]|\\\\.)*" \
            | \\[ [^]]* ] \
            | \\b (?: by | without | on | ignoring | group_left | group_right ) \\s* \\( [^)]* \\) \
            | \\b \\d [\\w.]* \
            | [a-zA-Z_:][\\w:]* \\s* (?= \\( ) \
            | (?<selector> (?<name> [a-zA-Z_:][\\w:]* ) \\s* (?: \\{ (?: [^"}] | "(?:[^"\\\\]|\\\\.)*" )* } )? )""", Pattern.COMMENTS);

    private final String url;
    private final HttpClient http = HttpClient.newHttpClient();

    public PrometheusQueries(String url) {
        this.url = url;
    }

    /** A rule as Prometheus has it, and how it got on when it was last evaluated. */
    public record Rule(String name, String query, String health, String lastError) {}

    /** How many series an expression gives now. Fails where Prometheus does not take it. */
    public int series(String expression) throws IOException, InterruptedException {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("data")
                .path("result")
                .size();
    }

    public List<Rule> rules() throws IOException, InterruptedException {
        return get("/api/v1/rules")
                .path("data")
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .map(rule -> new Rule(
                        rule.path("name").asText(),
                        rule.path("query").asText(),
                        rule.path("health").asText(),
                        rule.path("lastError").asText()))
                .toList();
    }

    /** The alerts that fire. */
    public List<JsonNode> alerts() throws IOException, InterruptedException {
        return get("/api/v1/alerts")
                .path("data")
                .path("alerts")
                .valueStream()
                .filter(alert -> alert.path("state").asText().equals("firing"))
                .toList();
    }

    public Set<String> firing() throws IOException, InterruptedException {
        return alerts().stream()
                .map(alert -> alert.path("labels").path("alertname").asText())
                .collect(Collectors.toSet());
    }

    /** The metrics with their labels for which an expression asks. */
    public static List<String> selectors(String expression) {
        return TOKEN.matcher(expression)
                .results()
                .filter(token -> token.group("name") != null && !WORDS.contains(token.group("name")))
                .map(token -> token.group("selector"))
                .toList();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path)).build();
        var answer = JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError(answer.path("error").asText());
        }
        return answer;
    }

    @Override
    public void close() {
        http.close();
    }
}
