package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.api.Api;
import dev.ventes.api.ApiConfig;
import dev.ventes.core.config.Configuration;
import dev.ventes.infra.Port;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many callers count with one sale, each by what it read, while PostgreSQL changes another column of it. */
class IncrementsIT {
    private static final int CLIENTS = 32;
    private static final int EACH = 3;
    private static final long SALE = 700;

    /** As long as a slow machine takes for what all of them want of one sale: a 202 tells nobody what became of it. */
    private static final String WAIT = "20s";

    private static final Pattern QUANTITE = Pattern.compile("\"quantite\":(\\d+)");

    @TempDir
    Path folder;

    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void everyIncrementThatWasAcknowledgedIsCountedAndNoOther() throws Exception {
        try (var system = new Observed(folder, IncrementsIT::launch);
                var http = HttpClient.newHttpClient()) {
            system.pipeline.sql(
                    "insert into ventes (id, produit, quantite, prix_unitaire) values (" + SALE + ", 'Vélo', 0, 1)");
            system.sale(SALE, "quantite", 0L);
            var settings = new HashMap<>(system.pipeline.environment());
            settings.put("VENTES_API_PORT", String.valueOf(Port.free()));
            settings.put("VENTES_MANAGEMENT_PORT", "0");
            settings.put("VENTES_API_WAIT", WAIT);
            var second = Api.start(Configuration.read(settings, ApiConfig::read));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var apis = List.of(system.pipeline.api(), URI.create("http://127.0.0.1:" + second.port()));
                var clients = new ArrayList<Callable<Void>>();
                for (var number = 0; number < CLIENTS; number++) {
                    var api = apis.get(number % apis.size()).resolve("/ventes/" + SALE);
                    clients.add(() -> count(http, api));
                }
                var counting = threads.submit(() -> threads.invokeAll(clients));
                var prices = 1;
                while (!counting.isDone()) {
                    prices++;
                    system.pipeline.sql("update ventes set prix_unitaire = " + prices + " where id = " + SALE);
                    system.sale(SALE, "prix_unitaire", new BigDecimal(prices + ".00"));
                }
                for (var client : counting.get()) {
                    client.get();
                }
                system.sale(SALE, "quantite", (long) taken.get());
                system.sale(SALE, "prix_unitaire", new BigDecimal(prices + ".00"));
            } finally {
                second.service().close();
            }
        }
        System.out.println("increments: " + taken + " taken, " + refused + " refused");
        assertThat(taken.get()).isEqualTo(CLIENTS * EACH);
        assertThat(refused.get()).as("two at once").isPositive();
    }

    private static Pipeline.Running launch(String service, Map<String, String> environment) throws Exception {
        var patient = new HashMap<>(environment);
        patient.put("VENTES_API_WAIT", WAIT);
        return Pipeline.here(service, patient);
    }

    private Void count(HttpClient http, URI sale) throws IOException, InterruptedException {
        for (var done = 0; done < EACH; ) {
            var read = http.send(HttpRequest.newBuilder(sale).build(), BodyHandlers.ofString());
            var status = increment(http, sale, read).statusCode();
            switch (status) {
                case 200 -> {
                    done++;
                    taken.incrementAndGet();
                }
                case 412 -> refused.incrementAndGet();
                default -> throw new AssertionError("answered " + status);
            }
        }
        return null;
    }

    private static HttpResponse<String> increment(HttpClient http, URI sale, HttpResponse<String> read)
            throws IOException, InterruptedException {
        var quantite = QUANTITE.matcher(read.body());
        assertThat(quantite.find()).as(read.body()).isTrue();
        var next = Long.parseLong(quantite.group(1)) + 1;
        var patch = HttpRequest.newBuilder(sale)
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"quantite\":" + next + "}"))
                .header("Content-Type", "application/merge-patch+json")
                .header("If-Match", read.headers().firstValue("etag").orElseThrow());
        return http.send(patch.build(), BodyHandlers.ofString());
    }
}
