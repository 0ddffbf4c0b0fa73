package dev.ventes.api;

import static dev.ventes.api.ApiFixture.LAPTOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.api.read.Reply;
import dev.ventes.core.sale.Columns;
import dev.ventes.infra.Port;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollingRestartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int READERS = 4;
    private static final int WRITERS = 4;

    @TempDir
    Path folder;

    /** What became of the requests. */
    private static final class Seen {
        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
        private final Queue<String> written = new ConcurrentLinkedQueue<>();
        private final AtomicInteger reads = new AtomicInteger();
    }

    @Test
    void twoInstancesBehindAProxyAreRestartedInTurnAndNoRequestIsLost() throws Exception {
        var seen = new Seen();
        var ports = List.of(Port.free(), Port.free());
        var instances = new ArrayList<Api>();
        try (var it = new ApiFixture(folder);
                var proxy = new ReadinessProxy(ports)) {
            try {
                for (var port : ports) {
                    instances.add(it.another(settings(port)));
                    await().atMost(PATIENCE).until(() -> proxy.isReady(port));
                }
                var done = new AtomicBoolean();
                try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (var i = 0; i < READERS; i++) {
                        callers.execute(() -> read(proxy.port(), seen, done));
                    }
                    for (var i = 0; i < WRITERS; i++) {
                        var writer = i;
                        callers.execute(() -> write(proxy.port(), seen, done, "writer " + writer + " sale "));
                    }
                    try {
                        for (var i = 0; i < 4; i++) {
                            restart(it, instances, i % 2, ports.get(i % 2), proxy, seen);
                        }
                    } finally {
                        done.set(true);
                    }
                }
                assertThat(seen.wrong).isEmpty();
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(products(it)).containsExactlyInAnyOrderElementsOf(seen.written));
            } finally {
                instances.forEach(instance -> instance.service().close());
            }
        }
    }

    private static Map<String, String> settings(int port) {
        return Map.of("VENTES_API_PORT", String.valueOf(port), "VENTES_API_STOP_PAUSE", "1s", "VENTES_API_WAIT", "5s");
    }

    /** Only when some requests have passed since the last time, of both kinds. */
    private static void restart(
            ApiFixture it, List<Api> instances, int which, int port, ReadinessProxy proxy, Seen seen) throws Exception {
        var reads = seen.reads.get();
        var writes = seen.written.size();
        await().atMost(PATIENCE)
                .until(() ->
                        !seen.wrong.isEmpty() || (seen.reads.get() > reads + 100 && seen.written.size() > writes + 20));
        instances.get(which).service().close();
        instances.set(which, it.another(settings(port)));
        await().atMost(PATIENCE).until(() -> proxy.isReady(port));
    }

    private static List<String> products(ApiFixture it) {
        return Reply.all(it.view.ventes().find().limit(100_000)).await().stream()
                .map(sale -> sale.columns().get(Columns.PRODUIT).toString())
                .toList();
    }

    private static void read(int port, Seen seen, AtomicBoolean done) {
        loop(seen, done, (http, n) -> {
            var answer = http.send(request(port).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                seen.reads.incrementAndGet();
            } else {
                seen.wrong.add("GET " + answer.statusCode() + " " + answer.body());
            }
        });
    }

    private static void write(int port, Seen seen, AtomicBoolean done, String name) {
        loop(seen, done, (http, n) -> {
            var answer = http.send(
                    request(port)
                            .header("Content-Type", "application/json")
                            .POST(ApiFixture.body(LAPTOP.replace("Laptop", name + n)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 201 || answer.statusCode() == 202) {
                seen.written.add(name + n);
            } else {
                seen.wrong.add("POST " + answer.statusCode() + " " + answer.body());
            }
        });
    }

    private interface Step {
        void take(HttpClient http, int n) throws Exception;
    }

    private static void loop(Seen seen, AtomicBoolean done, Step step) {
        try (var http = HttpClient.newHttpClient()) {
            for (var n = 0; !done.get(); n++) {
                step.take(http, n);
            }
        } catch (Exception cut) {
            seen.wrong.add(cut.toString());
        }
    }

    private static HttpRequest.Builder request(int port) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ventes"))
                .timeout(PATIENCE);
    }
}
