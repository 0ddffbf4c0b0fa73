package dev.ventes.app.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import reactor.core.publisher.Flux;

/**
 * The two ways in which Debezium 3.6 loses rows when it is restarted with a stored offset, tried on a connector that is
 * killed: several rows of one COPY share one lsn, and transactions that were open at the same time commit in another
 * order than they wrote. Every committed id is looked for on the view.
 *
 * <p>{@code -Dventes.kill.copies=} says how often the connector is killed in each; it is not run without: {@code -Pkill}.
 */
@EnabledIfSystemProperty(named = "ventes.kill.copies", matches = "\\d+")
class RestartLossIT {
    private static final int KILLS = Integer.getInteger("ventes.kill.copies", 1);
    private static final int ROWS = Integer.getInteger("ventes.kill.rows", 30_000);
    private static final int OPEN_AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final long SEED =
            Long.getLong("ventes.kill.seed", ThreadLocalRandom.current().nextInt(1_000_000));
    private static final Tally TALLY = new Tally();
    private static Installation installation;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void start(@TempDir Path folder) {
        var size = new Installation.Size(1, 1, 0);
        installation = Installation.start(folder, Path.of("target", "kill", "restart-loss"), size, TALLY);
    }

    @AfterAll
    static void stop() {
        if (installation != null) {
            installation.close();
        }
    }

    @Test
    void noRowOfACopyIsMissingAfterTheConnectorWasKilledInItsMiddle() throws Exception {
        for (var kill = 0; kill < KILLS; kill++) {
            var before = Enriched.changes(installation.kafka());
            copy();
            var enough = before + random.nextInt(ROWS / 20, ROWS * 3 / 4);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> Enriched.changes(installation.kafka()) >= enough);
            strikeConnector();
        }
        everyRowIsThere();
    }

    @Test
    void noRowOfInterleavedTransactionsIsMissingAfterTheConnectorWasKilledBetweenThem() throws Exception {
        try (var writers = Executors.newFixedThreadPool(1)) {
            var stopping = new AtomicBoolean();
            var writing = writers.submit(() -> {
                interleave(stopping::get);
                return null;
            });
            try {
                for (var kill = 0; kill < KILLS * 2; kill++) {
                    var enough = Enriched.changes(installation.kafka()) + random.nextInt(50, 2_000);
                    await().atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(10))
                            .until(() -> Enriched.changes(installation.kafka()) >= enough);
                    strikeConnector();
                }
            } finally {
                stopping.set(true);
            }
            writing.get();
        }
        everyRowIsThere();
    }

    private void strikeConnector() {
        installation.service("connector-1").strike(Fault.KILL, Duration.ZERO);
        TALLY.struck("connector", Fault.KILL);
    }

    /** One statement, one transaction. */
    private void copy() throws Exception {
        var rows = new StringBuilder();
        for (var row = 0; row < ROWS; row++) {
            rows.append("Souris,").append(row).append(",19.90,2024-03-01 12:00:00\n");
        }
        try (var connection = installation.postgres();
                var in = new StringReader(rows.toString())) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy ventes (produit, quantite, prix_unitaire, date_vente) from stdin (format csv)", in);
        }
    }

    /** Transactions that write in turns and commit in another order. */
    private void interleave(BooleanSupplier stopping) throws SQLException {
        var open = new Connection[OPEN_AT_ONCE];
        try {
            for (var i = 0; i < open.length; i++) {
                open[i] = installation.postgres();
                open[i].setAutoCommit(false);
            }
            while (!stopping.getAsBoolean()) {
                var connection = open[random.nextInt(open.length)];
                try (var statement = connection.createStatement()) {
                    statement.execute("insert into ventes (produit, quantite, prix_unitaire)"
                            + " select 'Phone', g, 1.10 from generate_series(1, " + random.nextInt(1, 30) + ") g");
                }
                if (random.nextInt(4) == 0) {
                    connection.commit();
                }
                Pause.ofMillis(random.nextInt(10));
            }
            for (var connection : open) {
                connection.commit();
            }
        } finally {
            for (var connection : open) {
                if (connection != null) {
                    connection.close();
                }
            }
        }
    }

    private void everyRowIsThere() throws SQLException {
        var ids = ids();
        var missing = new TreeSet<>(ids);
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            missing.removeAll(shown(missing));
            assertThat(missing.stream().limit(20))
                    .as("%d of %d rows are missing; -Dventes.kill.seed=%d", missing.size(), ids.size(), SEED)
                    .isEmpty();
        });
        System.out.printf(
                "kill: %d kills of the connector, %,d rows, %d missing, %d s%n",
                TALLY.of("connector killed"),
                ids.size(),
                missing.size(),
                TALLY.sinceBegin().toSeconds());
        assertThat(Enriched.rejected(installation.kafka())).isEmpty();
    }

    private Set<Long> ids() throws SQLException {
        var ids = new TreeSet<Long>();
        try (var connection = installation.postgres();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select id from ventes")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    /** Those of the wanted ids that are on the view. */
    private Set<Long> shown(NavigableSet<Long> wanted) {
        var shown = new TreeSet<Long>();
        if (wanted.isEmpty()) {
            return shown;
        }
        var ventes = installation.view().database().getCollection("ventes", Document.class);
        Flux.from(ventes.find(Filters.and(Filters.gte("_id", wanted.first()), Filters.lte("_id", wanted.last())))
                        .projection(Projections.include("_id")))
                .doOnNext(sale -> shown.add(sale.getLong("_id")))
                .then()
                .block(Duration.ofMinutes(1));
        return shown;
    }
}
