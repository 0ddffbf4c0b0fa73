package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Servers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboards and the alerts ask for series that the running services have: every selector of every expression, with its labels,
 * finds one in the scrapes.
 */
class DashboardMetricsIT {
    private static final Path DASHBOARDS = Path.of("..", "grafana", "dashboards");

    private static final Path ALERTS = Path.of("..", "infra", "deploy", "alerts.yml");
    private static final Pattern ALERT = Pattern.compile("(?m)^ +expr: (?<expr>.+)$");

    /** What Prometheus and Kafka's exporter add to the services' own. */
    private static final Set<String> OF_OTHERS = Set.of("up", "kafka_consumergroup_lag");

    /** What Prometheus adds to every series of a scrape. */
    private static final Set<String> LABELS_OF_TARGETS = Set.of("job", "instance");

    private static final Set<String> WORDS_OF_PROMQL = Set.of(
            "sum",
            "min",
            "max",
            "avg",
            "count",
            "group",
            "stddev",
            "topk",
            "bottomk",
            "quantile",
            "and",
            "or",
            "unless",
            "bool",
            "offset",
            "vector",
            "inf",
            "nan");

    /** Everything in an expression that may hold names; those that are left for {@code name} are metrics. */
    private static final Pattern TOKEN = Pattern.compile("""
            "(?:[^"\\\\]|\\\\.)*" \
            | \\[ [^]]* ] \
            | \\b (?: by | without | on | ignoring | group_left | group_right ) \\s* \\( [^)]* \\) \
            | \\b \\d [\\w.]* \
            | [a-zA-Z_:][\\w:]* \\s* (?= \\( ) \
            | (?<name> [a-zA-Z_:][\\w:]* ) \\s* (?<labels> \\{ (?: [^"}] | "(?:[^"\\\\]|\\\\.)*" )* } )?""", Pattern.COMMENTS);

    private static final Pattern MATCHER =
            Pattern.compile("(?<label>\\w+)\\s*(?<op>=~|!~|!=|=)\\s*\"(?<value>(?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern SERIES = Pattern.compile("(?<name>[a-zA-Z_:][\\w:]*)(?:\\{(?<labels>.*)})? \\S+");

    @Test
    void everySelectorFindsASeriesInTheRunningSystem(@TempDir Path folder) throws Exception {
        var selectors =
                expressions().flatMap(DashboardMetricsIT::selectors).distinct().toList();
        var passwords = Passwords.keptIn(folder);
        try (var servers = Servers.start(folder, Servers.Ports.FREE, passwords);
                var pipeline = new Pipeline(Endpoints.of(servers, passwords), Pipeline::here)) {
            pipeline.launch("verifier");
            write(pipeline);

            assertThat(selectors).hasSizeGreaterThan(20);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                var series = scrape(pipeline.metricsEndpoints());
                assertThat(selectors)
                        .filteredOn(selector -> !OF_OTHERS.contains(selector.name()))
                        .allSatisfy(selector -> assertThat(series).anyMatch(selector::matches));
            });
        }
    }

    @Test
    void everyPanelSaysWhatItShowsAndInWhichUnit() throws IOException {
        var panels = dashboards().flatMap(DashboardMetricsIT::panels).toList();

        assertThat(panels).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText())
                    .as("of %s", panel.path("title"))
                    .isNotBlank();
            assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                    .as("of %s", panel.path("title"))
                    .isNotBlank();
        });
        assertThat(panels).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
    }

    @Test
    void onlyMetricsAreTakenForMetrics() {
        var expression =
                "histogram_quantile(0.99, sum by (le, stage) (rate(lag_bucket{stage=\"a(b}\"}[$__rate_interval])))"
                        + " / on (le) group_left (job) max(up) > 1e3 or vector(0) offset 5m";

        assertThat(selectors(expression).toList())
                .containsExactly(
                        new Selector("lag_bucket", List.of(new Matcher("stage", "=", "a(b}"))),
                        new Selector("up", List.of()));
    }

    @Test
    void aSelectorMatchesAsInPrometheus() {
        var series = new Series("lag", Map.of("stage", "log"));

        assertThat(selectors("lag{stage=\"log\", source=\"\", instance=~\"$instance\"}"))
                .allMatch(selector -> selector.matches(series));
        assertThat(selectors("lag{stage=~\"lo\"} + lag{stage!=\"log\"} + lag{stage!~\"l.+\"} + lags"))
                .hasSize(4)
                .noneMatch(selector -> selector.matches(series));
    }

    private record Series(String name, Map<String, String> labels) {
        static Series of(MatchResult line) {
            var labels = new HashMap<String, String>();
            matchers(line.group("labels")).forEach(label -> labels.put(label.label(), label.value()));
            return new Series(line.group("name"), labels);
        }
    }

    private record Matcher(String label, String op, String value) {
        boolean matches(Series series) {
            var actual = series.labels().getOrDefault(label, "");
            return LABELS_OF_TARGETS.contains(label)
                    || switch (op) {
                        case "=" -> actual.equals(value);
                        case "!=" -> !actual.equals(value);
                        case "=~" -> actual.matches(value);
                        default -> !actual.matches(value);
                    };
        }
    }

    private record Selector(String name, List<Matcher> matchers) {
        boolean matches(Series series) {
            return series.name().equals(name) && matchers.stream().allMatch(matcher -> matcher.matches(series));
        }
    }

    private static Stream<Selector> selectors(String expression) {
        return TOKEN.matcher(expression)
                .results()
                .filter(token -> token.group("name") != null && !WORDS_OF_PROMQL.contains(token.group("name")))
                .map(token -> new Selector(token.group("name"), matchers(token.group("labels"))));
    }

    private static List<Matcher> matchers(String labels) {
        return labels == null
                ? List.of()
                : MATCHER.matcher(labels)
                        .results()
                        .map(matcher ->
                                new Matcher(matcher.group("label"), matcher.group("op"), matcher.group("value")))
                        .toList();
    }

    /** Some series of the API begin with its first write. */
    private static void write(Pipeline pipeline) throws IOException, InterruptedException {
        var answer = pipeline.send("POST", "/ventes", """
                {"produit":"Lampe","quantite":1,"prix_unitaire":30.00,"date_vente":"2024-01-01T00:00:00Z"}""");
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    private static List<Series> scrape(List<URI> endpoints) throws IOException, InterruptedException {
        var series = new ArrayList<Series>();
        try (var http = HttpClient.newHttpClient()) {
            for (var endpoint : endpoints) {
                var scrape = http.send(HttpRequest.newBuilder(endpoint).build(), HttpResponse.BodyHandlers.ofString());
                SERIES.matcher(scrape.body()).results().map(Series::of).forEach(series::add);
            }
        }
        return series;
    }

    private static Stream<String> expressions() throws IOException {
        var alerts = ALERT.matcher(Files.readString(ALERTS)).results().map(alert -> alert.group("expr"));
        var panels = dashboards()
                .flatMap(DashboardMetricsIT::panels)
                .flatMap(panel -> panel.path("targets").findValuesAsText("expr").stream());
        return Stream.concat(alerts, panels);
    }

    private static Stream<JsonNode> panels(JsonNode dashboard) {
        return dashboard
                .path("panels")
                .valueStream()
                .filter(panel -> !panel.path("type").asText().equals("row"));
    }

    private static Stream<JsonNode> dashboards() throws IOException {
        var json = new JsonMapper();
        var dashboards = new ArrayList<JsonNode>();
        try (var files = Files.newDirectoryStream(DASHBOARDS, "*.json")) {
            for (var file : files) {
                dashboards.add(json.readTree(file.toFile()));
            }
        }
        return dashboards.stream();
    }
}
