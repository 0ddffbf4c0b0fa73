package dev.ventes.app.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the dashboards, the alerts and the runbook say of each other. */
class DashboardsTest {
    private static final Path RULES = Path.of("..", "infra", "src", "main", "resources", "prometheus");
    private static final Path RUNBOOK = Path.of("..", "docs", "runbook.md");
    private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");
    private static final Pattern CHAPTER = Pattern.compile("(?m)^#+ (\\w+)$");
    private static final Pattern ANCHOR = Pattern.compile("\\$\\{runbook}#(\\w+)");

    @Test
    void everyPanelSaysWhatItShowsAndInWhichUnit() throws IOException {
        for (var dashboard : Dashboards.all()) {
            var panels = Dashboards.panels(dashboard).toList();
            assertThat(panels).hasSizeGreaterThan(10).allSatisfy(panel -> {
                var title = panel.path("title").asText();
                assertThat(title).isNotBlank();
                assertThat(panel.path("description").asText()).as(title).matches(".+[.?]");
                assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                        .as(title)
                        .isNotBlank();
                assertThat(panel.path("targets")).as(title).isNotEmpty();
            });
        }
    }

    @Test
    void panelsHaveTheirOwnNumbersAndPlaces() throws IOException {
        for (var dashboard : Dashboards.all()) {
            var panels = dashboard.path("panels").valueStream().toList();
            assertThat(panels).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
            var places = panels.stream().map(DashboardsTest::place).toList();
            assertThat(places).allMatch(place -> place.x >= 0 && place.getMaxX() <= 24);
            for (var i = 0; i < places.size(); i++) {
                var place = places.get(i);
                assertThat(places.subList(i + 1, places.size())).noneMatch(place::intersects);
            }
        }
    }

    private static Rectangle place(JsonNode panel) {
        var at = panel.path("gridPos");
        return new Rectangle(
                at.path("x").asInt(),
                at.path("y").asInt(),
                at.path("w").asInt(),
                at.path("h").asInt());
    }

    @Test
    void eachDashboardLeadsToTheOthersAndToTheRunbook() throws IOException {
        var all = Dashboards.all();
        var own = all.stream()
                .map(dashboard -> "/d/" + dashboard.path("uid").asText())
                .toList();
        assertThat(own).containsExactlyInAnyOrder("/d/ventes-overview", "/d/ventes-pipeline", "/d/ventes-api");
        for (var dashboard : all) {
            var others = own.stream()
                    .filter(url -> !url.endsWith(dashboard.path("uid").asText()));
            var links = dashboard.path("links").findValuesAsText("url");
            assertThat(links).containsAll(others.toList()).contains("${runbook}");
        }
    }

    @Test
    void everyAlertHasItsChapterInTheRunbookAndTheOtherWayRound() throws IOException {
        var chapters = CHAPTER.matcher(Files.readString(RUNBOOK))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(chapters).first().isEqualTo("Runbook");
        assertThat(chapters.subList(1, chapters.size())).containsExactlyInAnyOrderElementsOf(alerts());
        var anchors = ANCHOR.matcher(Dashboards.all().toString())
                .results()
                .map(found -> found.group(1))
                .distinct();
        assertThat(chapters.stream().map(chapter -> chapter.toLowerCase(Locale.ROOT)))
                .containsAll(anchors.toList());
    }

    @Test
    void everyAlertIsMadeToFireBySomeTestAndLeadsToTheRunbook() throws IOException {
        var rules = rules();
        var tests = Path.of("..", "infra", "src", "test", "resources", "prometheus");
        var fired =
                Files.readString(tests.resolve("alerts_test.yml")) + Files.readString(tests.resolve("slo_test.yml"));

        assertThat(alerts()).hasSizeGreaterThan(20).allSatisfy(alert -> {
            assertThat(fired).containsAnyOf("{alertname=\"" + alert + "\"}", "alertname: " + alert + "\n");
            assertThat(rules).contains("runbook }}#" + alert.toLowerCase(Locale.ROOT) + "\"");
        });
    }

    private static List<String> alerts() throws IOException {
        return ALERT.matcher(rules()).results().map(found -> found.group(1)).toList();
    }

    private static String rules() throws IOException {
        return Files.readString(RULES.resolve("alerts.yml")) + Files.readString(RULES.resolve("slo.yml"));
    }
}
