package dev.ventes.api;

import static dev.ventes.api.ApiFixture.LAPTOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.api.read.Reply;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller is told of how fresh the view is, and may demand of it. */
class FreshnessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static ApiFixture it;

    @BeforeAll
    static void start() throws Exception {
        it = new ApiFixture(folder);
        it.transformer.sayWhereTheLogBegins();
    }

    @AfterAll
    static void stop() {
        it.close();
    }

    private static HttpResponse<String> get(String path, String minPosition) throws Exception {
        return it.send(it.request(path).header("X-Min-Position", minPosition));
    }

    private static Instant asOf(String path) throws Exception {
        return it.get(path)
                .headers()
                .firstValue("X-Data-As-Of")
                .map(Instant::parse)
                .orElse(Instant.EPOCH);
    }

    private static double metric(String name) throws Exception {
        return it.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theViewIsFreshUntilItStandsStillBeforeAChange() throws Exception {
        var before = Instant.now();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(asOf("/ventes")).isAfter(before));

        it.transformer.hold();
        var accepted = it.post(LAPTOP);
        assertThat(accepted.statusCode()).isEqualTo(202);
        var later = Instant.now();
        var stands = asOf("/ventes");
        assertThat(stands).isBefore(later);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(metric("ventes_api_view_lag_records")).isEqualTo(1);
            assertThat(metric("ventes_api_view_lag_seconds")).isGreaterThan(1);
        });

        it.transformer.goOn();
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(asOf("/ventes")).isAfter(later);
            assertThat(metric("ventes_api_view_lag_records")).isZero();
        });
        var sale = accepted.headers().firstValue("Location").orElseThrow();
        assertThat(asOf(sale)).isAfter(later);
    }

    @Test
    void thatNothingIsCountedAnyMoreIsSeenAlsoWhenNothingHappens() throws Exception {
        assertThat(metric("ventes_indicators_behind_seconds")).isZero();

        var waiting = new Document("_id", "0 waiting")
                .append("logged", Date.from(Instant.now().minusSeconds(400)));
        Reply.all(it.view.uncounted().insertOne(waiting)).await();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(metric("ventes_indicators_behind_seconds")).isGreaterThanOrEqualTo(400));
        assertThat(it.get("/pipeline").body()).contains("\"code\":\"indicators-behind\"");

        Reply.all(it.view.uncounted().deleteOne(waiting)).await();
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(metric("ventes_indicators_behind_seconds")).isZero());
        assertThat(it.get("/pipeline").body()).doesNotContain("indicators-behind");
    }

    @Test
    void aReadWaitsForTheWriteThatItNames() throws Exception {
        it.transformer.hold();
        var accepted = it.post(LAPTOP);
        var sale = accepted.headers().firstValue("Location").orElseThrow();
        var position = accepted.headers().firstValue("X-Position").orElseThrow();

        var tooLate = get(sale, position);
        assertThat(tooLate.statusCode()).isEqualTo(503);
        assertThat(tooLate.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(tooLate.body()).contains("The view has not come to " + position + " yet.");
        assertThat(it.get(sale).statusCode()).isEqualTo(404);
        assertThat(get(sale + "/history", position).statusCode()).isEqualTo(503);

        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return get("/ventes?limit=1000", '"' + position + '"');
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        it.transformer.goOn();
        var id = sale.substring(sale.lastIndexOf('/') + 1);
        assertThat(waiting.get().statusCode()).isIn(200, 503);
        assertThat(get("/ventes?limit=1000", position).body()).contains("\"id\":" + id);
        assertThat(get(sale, position).headers().firstValue("ETag")).hasValue('"' + position + '"');
    }

    @Test
    void whoWaitsForTheViewKeepsNobodyFromReading() throws Exception {
        var narrow = it.another(Map.of("VENTES_API_MAX_READS", "1"));
        try {
            var waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return it.send(it.request(narrow.port(), "/ventes/1").header("X-Min-Position", "0-999-1"));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            do {
                assertThat(it.send(it.request(narrow.port(), "/ventes")).statusCode())
                        .isEqualTo(200);
            } while (!waiting.isDone());
            assertThat(waiting.get().statusCode()).isEqualTo(503);
        } finally {
            narrow.service().close();
        }
    }

    @Test
    void aPlaceInAnOldLogIsNotWaitedForAndOneThatIsNoneIsRefused() throws Exception {
        var made = it.post(LAPTOP);
        var sale = made.headers().firstValue("Location").orElseThrow();
        var tag = made.headers().firstValue("ETag").orElseThrow();

        assertThat(get(sale, tag).statusCode()).isEqualTo(200);
        assertThat(get(sale, tag.replaceFirst("-\\d+-\\d+", "-0-999999")).statusCode())
                .isEqualTo(200);
        assertThat(get(sale, "3-1").statusCode()).isEqualTo(400);
        assertThat(get(sale, "W/" + tag).body()).contains("\"field\":\"X-Min-Position\"");
    }

    @Test
    void whoHasASaleIsToldSo() throws Exception {
        var made = it.post(LAPTOP);
        var sale = made.headers().firstValue("Location").orElseThrow();
        var tag = made.headers().firstValue("ETag").orElseThrow();

        for (var known : new String[] {tag, "W/" + tag, "*", "\"x\", " + tag}) {
            var answer = it.send(it.request(sale).header("If-None-Match", known));
            assertThat(answer.statusCode()).as(known).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("ETag")).hasValue(tag);
        }
        for (var other : new String[] {"\"x\"", "\"0" + tag.substring(1), "\"\""}) {
            assertThat(it.send(it.request(sale).header("If-None-Match", other)).statusCode())
                    .as(other)
                    .isEqualTo(200);
        }
        assertThat(it.send(it.request("/ventes/1").header("If-None-Match", "*")).statusCode())
                .isEqualTo(404);
    }
}
