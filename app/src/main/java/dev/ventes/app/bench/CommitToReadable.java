package dev.ventes.app.bench;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.bson.Document;
import reactor.core.publisher.Flux;

/**
 * How long after its commit a sale can be read: some connections commit INSERTs at a steady rate, and one thread asks
 * MongoDB for the sales that are not there yet, with a millisecond's rest after each answer: without it the asking would
 * take as much of the machine as all that is measured. A latency is too long by up to that and the question's own time.
 */
record CommitToReadable(Bed bed) {
    private static final int CONNECTIONS = 4;
    private static final long REST_NANOS = 1_000_000;

    /** Latencies in microseconds. */
    Histogram run(int rate, int seconds) throws Exception {
        var committed = new ConcurrentHashMap<Long, Long>();
        var left = new AtomicLong((long) rate * seconds);
        var total = left.get();
        try (var threads = Executors.newCachedThreadPool()) {
            var probe = threads.submit(() -> probe(committed, total));
            var start = System.nanoTime();
            var writers = IntStream.range(0, CONNECTIONS)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        write(committed, left, total, start, rate);
                        return null;
                    }))
                    .toList();
            for (var writer : writers) {
                writer.get();
            }
            return probe.get();
        }
    }

    private void write(Map<Long, Long> committed, AtomicLong left, long total, long start, int rate) throws Exception {
        try (var connection = bed.postgres();
                var insert = connection.prepareStatement(
                        "insert into ventes (produit, quantite, prix_unitaire, date_vente, client, pays)"
                                + " values ('Laptop', 2, 500.00, now(), '17850', 'France') returning id")) {
            for (var n = total - left.getAndDecrement(); n < total; n = total - left.getAndDecrement()) {
                var due = start + n * 1_000_000_000L / rate;
                for (var wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                try (var result = insert.executeQuery()) {
                    result.next();
                    committed.put(result.getLong(1), System.nanoTime());
                }
            }
        }
    }

    private Histogram probe(Map<Long, Long> committed, long total) {
        var latencies = new Histogram(3);
        var ventes = bed.view().ventes().withDocumentClass(Document.class);
        while (latencies.getTotalCount() < total) {
            LockSupport.parkNanos(REST_NANOS);
            var missing = committed.keySet().stream().limit(500).toList();
            if (missing.isEmpty()) {
                continue;
            }
            var found = Flux.from(ventes.find(Filters.in("_id", missing)).projection(Projections.include("_id")))
                    .map(sale -> sale.getLong("_id"))
                    .collectList()
                    .block();
            var now = System.nanoTime();
            for (var id : found) {
                latencies.recordValue(Math.max(0, now - committed.remove(id)) / 1000);
            }
        }
        return latencies;
    }
}
