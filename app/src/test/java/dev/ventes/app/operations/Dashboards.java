package dev.ventes.app.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The dashboards of the module grafana, as they are in its files. */
public final class Dashboards {
    private static final Path FOLDER = Path.of("..", "grafana", "dashboards");

    private Dashboards() {}

    public static List<JsonNode> all() throws IOException {
        var json = new JsonMapper();
        var dashboards = new ArrayList<JsonNode>();
        try (var files = Files.newDirectoryStream(FOLDER, "*.json")) {
            for (var file : files) {
                dashboards.add(json.readTree(file.toFile()));
            }
        }
        return dashboards;
    }

    /** Those that show something. */
    static Stream<JsonNode> panels(JsonNode dashboard) {
        return dashboard
                .path("panels")
                .valueStream()
                .filter(panel -> !panel.path("type").asText().equals("row"));
    }

    /** What a panel asks Prometheus, with Grafana's variables as they are for all instances; named by its title. */
    public record Question(String panel, String expression) {}

    public static List<Question> questions() throws IOException {
        return all().stream()
                .flatMap(dashboard -> panels(dashboard)
                        .flatMap(panel -> panel.path("targets").findValuesAsText("expr").stream()
                                .map(expression -> new Question(
                                        dashboard.path("title").asText() + ", "
                                                + panel.path("title").asText(),
                                        expression
                                                .replace("$__rate_interval", "30s")
                                                .replace("$instance", ".*")))))
                .toList();
    }
}
