package dev.ventes.app.e2e;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Somebody who goes on selling whatever is broken: in PostgreSQL, and through the API. Remembers what was acknowledged.
 * At a pace: as fast as it goes, how much there is to compare at the end would depend on the machine.
 */
final class Workload implements AutoCloseable {
    private static final String INSERT = "insert into ventes (produit, quantite, prix_unitaire, date_vente)"
            + " select 'Produit ' || g, g % 7 - 1, g * 1.10, now() from generate_series(1, ";

    private static final int PAUSE_MILLIS = 50;

    private final Pipeline pipeline;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final List<Future<Void>> running = new ArrayList<>();
    private final Set<Long> created = ConcurrentHashMap.newKeySet();
    private final AtomicLong commits = new AtomicLong();
    private volatile boolean stopping;

    Workload(Pipeline pipeline, long seed) {
        this.pipeline = pipeline;
        running.add(threads.submit(() -> inPostgres(new Random(seed))));
        running.add(threads.submit(this::throughTheApi));
    }

    /** Ids whose creation the API acknowledged. */
    Set<Long> created() {
        return created;
    }

    long commits() {
        return commits.get();
    }

    private Void inPostgres(Random random) throws InterruptedException {
        while (!stopping) {
            try (var connection = pipeline.postgres()) {
                while (!stopping) {
                    transaction(connection, random);
                    commits.incrementAndGet();
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            } catch (SQLException away) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        return null;
    }

    private static void transaction(Connection connection, Random random) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(INSERT + (1 + random.nextInt(20)) + ") g");
            statement.execute("update ventes set quantite = quantite + 1 where id % 97 = " + random.nextInt(97)
                    + " and id > (select max(id) - 2000 from ventes)");
            statement.execute("delete from ventes where id % 89 = " + random.nextInt(89)
                    + " and id > (select max(id) - 2000 from ventes) and id > 4");
        }
        connection.commit();
    }

    private Void throughTheApi() throws Exception {
        var json = JsonMapper.builder().build();
        while (!stopping) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            try {
                var answer = pipeline.send("POST", "/ventes", """
                        {"produit":"Souris","quantite":3,"prix_unitaire":19.90,"date_vente":"2024-03-01T12:00:00Z"}""");
                if (answer.statusCode() == 201) {
                    created.add(json.readTree(answer.body()).get("id").asLong());
                }
            } catch (IOException away) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        return null;
    }

    /** Stops and waits; whatever went wrong in it is thrown. */
    @Override
    public void close() {
        stopping = true;
        threads.shutdown();
        for (var task : running) {
            try {
                task.get(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("the workload did not end well", e);
            }
        }
    }
}
