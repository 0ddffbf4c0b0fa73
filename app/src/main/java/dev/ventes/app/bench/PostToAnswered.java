package dev.ventes.app.bench;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long a POST takes until its sale is readable and it is answered, at a steady rate, whatever the answers take. */
record PostToAnswered(Bed bed) {
    private static final int SECONDS_TO_WARM_UP = 5;
    private static final String SALE = """
            {"produit":"Laptop","quantite":2,"prix_unitaire":500.00,"date_vente":"2024-01-10T10:00:00Z"}""";

    /** Latencies in microseconds. */
    Histogram run(int rate, int seconds) {
        measure(rate, SECONDS_TO_WARM_UP);
        return measure(rate, seconds);
    }

    private Histogram measure(int rate, int seconds) {
        var latencies = new ConcurrentHistogram(3);
        var request = HttpRequest.newBuilder(bed.ventes())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(SALE))
                .build();
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answers = new ArrayList<CompletableFuture<Void>>();
            var start = System.nanoTime();
            for (var n = 0L; n < (long) rate * seconds; n++) {
                var due = start + n * 1_000_000_000L / rate;
                for (var wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                answers.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                        .thenAccept(answer -> {
                            if (answer.statusCode() != 201) {
                                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
                            }
                            latencies.recordValue((System.nanoTime() - due) / 1000);
                        }));
            }
            answers.forEach(CompletableFuture::join);
        }
        return latencies;
    }
}
