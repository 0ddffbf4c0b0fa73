package dev.ventes.app.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.app.derived.KeptFigures;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything is killed, frozen, terminated and restarted at random moments while sales are written in PostgreSQL and
 * through the API: in the end the view is what it must be, and nobody ever saw a sale go backwards.
 *
 * <p>{@code -Dventes.kill.events=200} says how often, {@code -Dventes.kill.minutes=60} after which time there are no more,
 * {@code -Dventes.kill.seed=} repeats the choices of a run. The moments are not quite the same again: processes take the
 * time they take.
 */
class KillIT {
    private static final int EVENTS = Integer.getInteger("ventes.kill.events", 4);
    private static final Duration AT_MOST = Duration.ofMinutes(Integer.getInteger("ventes.kill.minutes", 1));
    private static final long SEED =
            Long.getLong("ventes.kill.seed", ThreadLocalRandom.current().nextInt(1_000_000));
    private static final int WRITES_BETWEEN_DECKS = 100;
    private static final Duration QUIET = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void nothingIsLostDoubledOrStale() throws Exception {
        System.out.println("kill: " + EVENTS + " events, -Dventes.kill.seed=" + SEED);
        var tally = new Tally();
        var size = new Installation.Size(2, 2, 2);
        try (var installation = Installation.start(folder, Path.of("target", "kill"), size, tally)) {
            PostgresWriter.prepare(installation::postgres);
            await().atMost(QUIET)
                    .untilAsserted(() ->
                            assertThat(FinalState.view(installation.view())).containsKeys(Ids.shared()));
            tally.note("ready on " + installation.mongo());

            var ledger = new Ledger(tally);
            var seen = new Seen();
            int events;
            var workload = new Workload(installation, ledger, seen, tally, SEED);
            try {
                events = new FaultSchedule(
                                installation.targets(), () -> awaitRecovery(installation, tally), SEED, tally)
                        .run(EVENTS, AT_MOST);
                installation.awaitReady();
            } finally {
                workload.close();
            }
            awaitQuiet(installation, tally);
            var differences = differences(installation, ledger);
            var enriched = Enriched.read(installation.kafka());
            differences.surplus().addAll(enriched.history().differences(installation.view()));
            var result = Result.of(differences, enriched, ledger, seen, installation.kafka());
            new Report(SEED, events, installation.mongo(), tally, seen, result).write(Path.of("target", "kill.md"));
            assertThat(result.faults().stream().limit(20))
                    .as("-Dventes.kill.events=%d -Dventes.kill.seed=%d", EVENTS, SEED)
                    .isEmpty();
        }
    }

    /** Everything is ready, and writes through the API are acknowledged again. */
    private static void awaitRecovery(Installation installation, Tally tally) {
        installation.awaitReady();
        tally.note("ready");
        var enough = tally.of("acknowledged") + WRITES_BETWEEN_DECKS;
        await("writes through the API are acknowledged").atMost(QUIET).until(() -> tally.of("acknowledged") >= enough);
        tally.note(WRITES_BETWEEN_DECKS + " writes acknowledged");
    }

    /** Everything that was committed has left PostgreSQL, and everything that is in the log has been taken in. */
    private static void awaitQuiet(Installation installation, Tally tally) throws SQLException {
        installation.awaitReady();
        String written;
        try (var connection = installation.postgres();
                var statement = connection.createStatement();
                var lsn = statement.executeQuery("select pg_current_wal_lsn()")) {
            lsn.next();
            written = lsn.getString(1);
        }
        await("the slot has passed " + written).atMost(QUIET).until(() -> slotHasPassed(installation, written));
        tally.note("PostgreSQL's log is through");
        await("the transformers have taken in the log")
                .atMost(QUIET)
                .untilAsserted(() ->
                        assertThat(Enriched.notCommitted(installation.kafka())).isEmpty());
        tally.note("quiet");
    }

    private static boolean slotHasPassed(Installation installation, String lsn) throws SQLException {
        try (var connection = installation.postgres();
                var statement = connection.createStatement();
                var slots = statement.executeQuery("select count(*) from pg_replication_slots where active"
                        + " and confirmed_flush_lsn >= '" + lsn + "'")) {
            slots.next();
            return slots.getInt(1) == 1;
        }
    }

    private static FinalState.Differences differences(Installation installation, Ledger ledger) throws SQLException {
        try (var connection = installation.postgres()) {
            var table = FinalState.table(connection);
            var view = FinalState.view(installation.view());
            var differences = FinalState.differences(table, view, ledger);
            differences
                    .surplus()
                    .addAll(KeptFigures.differences(installation.view().database(), view.values()));
            return differences;
        }
    }
}
