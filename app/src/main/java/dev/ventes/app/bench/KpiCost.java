package dev.ventes.app.bench;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.sale.Columns;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import reactor.core.publisher.Mono;

/** What it costs to read indicators when there are more and more sales, which go straight into the log. */
final class KpiCost {
    private static final int PRODUCTS = 500;
    private static final int CLIENTS = 5_000;
    private static final int COUNTRIES = 30;
    private static final int DAYS = 90;
    private static final long FIRST_ID = 1_000_000_000;
    private static final Instant FIRST_DAY = Instant.parse("2024-01-01T08:00:00Z");
    private static final int WARM_UP = 500;
    private static final int REQUESTS = 200;

    /** What is asked for, by what it is called in the report. */
    private static final Map<String, String> PATHS = new LinkedHashMap<>();

    static {
        PATHS.put("GET /kpis", "/kpis");
        PATHS.put("GET /kpis of 30 days", "/kpis?date_min=2024-02-01&date_max=2024-03-01");
        PATHS.put("GET /kpis/jours, 30 days", "/kpis/jours?date_min=2024-02-01&date_max=2024-03-01");
        PATHS.put("GET /kpis/mois", "/kpis/mois");
        PATHS.put("GET /kpis/produits, the first 10", "/kpis/produits?limit=10");
    }

    private final Bed bed;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private long sales;

    KpiCost(Bed bed) {
        this.bed = bed;
    }

    /** Until there are so many sales; prints how it gets on. */
    void fill(long wanted) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bed.bootstrapServers(), "compression.type", "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var lost = new AtomicReference<Exception>();
            while (sales < wanted && lost.get() == null) {
                var unused = producer.send(sale(sales++), (sent, failure) -> {
                    if (failure != null) {
                        lost.set(failure);
                    }
                });
            }
            producer.flush();
            if (lost.get() != null) {
                throw lost.get();
            }
        }
        var began = System.nanoTime();
        var least = uncounted();
        while (bed.position().applied() < bed.position().logged() || uncounted() > 0) {
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            var left = uncounted();
            if (left != least) {
                least = left;
                System.out.printf(
                        "  %,d of %,d applied, %,d documents of changes to count, %d s%n",
                        bed.position().applied(), wanted, left, (System.nanoTime() - began) / 1_000_000_000);
            }
        }
    }

    private long uncounted() {
        return Mono.from(bed.view().uncounted().estimatedDocumentCount())
                .blockOptional()
                .orElse(0L);
    }

    /** The n-th: its product, client and day are as if by chance, and the same in each run. */
    private static ProducerRecord<byte[], byte[]> sale(long n) {
        var chance = new SplittableRandom(n);
        var id = FIRST_ID + n;
        var date = FIRST_DAY.plus(Duration.ofDays(chance.nextInt(DAYS))).plusSeconds(chance.nextInt(36_000));
        var columns = new LinkedHashMap<String, Object>();
        columns.put("produit", "Produit n° " + chance.nextInt(PRODUCTS));
        columns.put("quantite", (long) (chance.nextInt(50) == 0 ? -1 : 1 + chance.nextInt(20)));
        columns.put("prix_unitaire", BigDecimal.valueOf(100 + chance.nextInt(9_900), 2));
        columns.put("date_vente", date);
        columns.put("client", String.valueOf(12_000 + chance.nextInt(CLIENTS)));
        columns.put("pays", "Pays n° " + chance.nextInt(COUNTRIES));
        var now = Instant.now();
        var change = new Change.FromApi(
                id,
                Op.CREATE,
                Columns.of(columns),
                false,
                "bench-" + n,
                now,
                new Expectation.Absent(),
                Optional.empty());
        var record = new ProducerRecord<>(
                "ventes.changes", null, now.toEpochMilli(), SaleKey.of(id), ChangeEncoder.encode(change));
        CloudEvent.add(record.headers(), "bench-" + n, "/bench", CloudEvent.CHANGE, now);
        return record;
    }

    /** Asks one after the other; latencies in microseconds. */
    void measure(Report report) throws IOException, InterruptedException {
        var size = "%,d sales, ".formatted(sales);
        for (var path : PATHS.entrySet()) {
            ask(path.getValue(), WARM_UP);
            var cpu = Cpu.now(bed.servers());
            var latencies = ask(path.getValue(), REQUESTS);
            var used = Cpu.now(bed.servers()).microsPerRow(cpu, REQUESTS).values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            report.latencies(size + path.getKey(), latencies);
            report.number(size + path.getKey() + ", CPU of all", "ms", used / 1000);
        }
    }

    private Histogram ask(String path, int times) throws IOException, InterruptedException {
        var latencies = new Histogram(3);
        var request = HttpRequest.newBuilder(URI.create(bed.api() + path)).build();
        for (var i = 0; i < times; i++) {
            var began = System.nanoTime();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
            latencies.recordValue((System.nanoTime() - began) / 1000);
        }
        return latencies;
    }
}
