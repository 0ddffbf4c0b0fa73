package dev.ventes.api;

import static dev.ventes.api.ApiFixture.LAPTOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BurstIT {
    private static final int AT_ONCE = 8;
    private static final int CALLERS = 200;
    private static final int REQUESTS = 10;

    @TempDir
    Path folder;

    /** As large as it may be, so that what is held in memory is told by what is held. */
    private static final String LARGE =
            LAPTOP.replace("\"pays\"", "\"note\": \"" + "x".repeat(40_000) + "\", \"pays\"");

    @Test
    void manyTimesWhatItTakesIsSentAwayInPartAndAllIsWellAfterwards() throws Exception {
        var limit = String.valueOf(AT_ONCE);
        var settings =
                Map.of("VENTES_API_MAX_READS", limit, "VENTES_API_MAX_WRITES", limit, "VENTES_API_MAX_BODIES", limit);
        var answers = new ConcurrentHashMap<Integer, AtomicInteger>();
        var most = new ConcurrentHashMap<String, Double>();
        try (var it = new ApiFixture(folder, settings);
                var http = HttpClient.newHttpClient()) {
            var done = new AtomicBoolean();
            try (var watching = Executors.newVirtualThreadPerTaskExecutor()) {
                watching.execute(() -> watch(it, most, done));
                try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (var i = 0; i < CALLERS; i++) {
                        var reads = i % 2 == 0;
                        callers.execute(() -> call(http, request(it, reads), answers));
                    }
                }
                done.set(true);
            }

            assertThat(answers.values().stream().mapToInt(AtomicInteger::get).sum())
                    .as("all were answered: %s", answers)
                    .isEqualTo(CALLERS * REQUESTS);
            assertThat(answers.keySet()).isSubsetOf(Set.of(200, 201, 202, 503)).contains(200, 503);
            // A write is counted before it is sent away, one by each event loop at a time.
            assertThat(most.values())
                    .as("%s", most)
                    .allMatch(held -> held <= AT_ONCE + Runtime.getRuntime().availableProcessors());
            await().until(() -> it.post(LAPTOP).statusCode() == 201);
            assertThat(it.get("/ventes").statusCode()).isEqualTo(200);
            assertThat(it.get("/metrics").body())
                    .contains("ventes_api_waiting_reads 0.0", "ventes_api_waiting_writes 0.0");
        }
    }

    private static void call(HttpClient http, HttpRequest request, Map<Integer, AtomicInteger> answers) {
        for (var n = 0; n < REQUESTS; n++) {
            int status;
            try {
                status = http.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
            } catch (IOException | InterruptedException cut) {
                status = 0;
            }
            answers.computeIfAbsent(status, first -> new AtomicInteger()).incrementAndGet();
        }
    }

    private static HttpRequest request(ApiFixture it, boolean read) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + it.port() + "/ventes" + (read ? "?limit=5" : "")))
                .timeout(Duration.ofSeconds(60));
        return read
                ? request.build()
                : request.header("Content-Type", "application/json")
                        .POST(ApiFixture.body(LARGE))
                        .build();
    }

    /** The most that was under way at any time. */
    private static void watch(ApiFixture it, Map<String, Double> most, AtomicBoolean done) {
        while (!done.get()) {
            try {
                it.get("/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("ventes_api_waiting_"))
                        .map(line -> line.split(" "))
                        .forEach(gauge -> most.merge(gauge[0], Double.valueOf(gauge[1]), Math::max));
            } catch (Exception unanswered) {
                most.put(unanswered.toString(), Double.MAX_VALUE);
            }
        }
    }
}
