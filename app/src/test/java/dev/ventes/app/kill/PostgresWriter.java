package dev.ventes.app.kill;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.postgresql.PGConnection;

/**
 * Writes to the table: inserts, updates, deletes, COPY, ids that are deleted and come again, transactions that stay
 * open while those of its colleagues commit, and some that are rolled back. Keeps the table at some thousand rows. One
 * thread.
 */
final class PostgresWriter implements Callable<Void> {
    private static final int MOST_ROWS = 6_000;
    private static final String COLUMNS = "(produit, quantite, prix_unitaire, date_vente, client, pays)";
    private static final String VALUES =
            " select 'Produit ' || g, g % 7 - 1, (g * 1.10)::numeric(10, 2), date_trunc('milliseconds', localtimestamp),"
                    + " case when g % 3 = 0 then null else 'Durand' end, 'France'";

    private final Source source;
    private final Tally tally;
    private final Random random;
    private final BooleanSupplier stopping;

    /** Where sessions come from. */
    interface Source {
        Connection connect() throws SQLException;
    }

    PostgresWriter(Source source, Tally tally, long seed, BooleanSupplier stopping) {
        this.source = source;
        this.tally = tally;
        this.random = new Random(seed);
        this.stopping = stopping;
    }

    /** Before anybody writes: the rows whose ids do not come from the sequence. */
    static void prepare(Source source) throws SQLException {
        try (var connection = source.connect();
                var statement = connection.createStatement()) {
            statement.execute("alter sequence ventes_id_seq restart " + Ids.SEQUENCE_FIRST);
            var end = Ids.SHARED_FIRST + Ids.SHARED - 1;
            statement.execute("insert into ventes (id, produit, quantite, prix_unitaire, date_vente, pays)"
                    + " select g, 'Phone', g, g, '2024-03-01 12:00', 'France' from generate_series("
                    + Ids.SHARED_FIRST + ", " + end + ") g");
        }
    }

    @Override
    public Void call() throws IOException {
        while (!stopping.getAsBoolean()) {
            try (var connection = source.connect()) {
                connection.setAutoCommit(false);
                while (!stopping.getAsBoolean()) {
                    transaction(connection);
                    Pause.ofMillis(random.nextInt(40, 160));
                }
            } catch (SQLException away) {
                Pause.ofMillis(100);
            }
        }
        return null;
    }

    /** A deadlock or a taken id is the loss of one transaction, anything else of the session. */
    private void transaction(Connection connection) throws SQLException, IOException {
        try {
            var changes = 0L;
            for (var statements = random.nextInt(1, 4); statements > 0; statements--) {
                changes += change(connection);
                if (random.nextInt(8) == 0) {
                    Pause.ofMillis(random.nextInt(400));
                }
            }
            if (random.nextInt(10) == 0) {
                connection.rollback();
                tally.add("rolled back", 1);
            } else {
                connection.commit();
                tally.add("postgres", changes);
            }
        } catch (SQLException e) {
            var state = e.getSQLState() == null ? "" : e.getSQLState();
            if (!state.startsWith("23") && !state.startsWith("40")) {
                throw e;
            }
            connection.rollback();
        }
    }

    private long change(Connection connection) throws SQLException, IOException {
        var own = " and id >= " + Ids.SEQUENCE_FIRST;
        var dice = random.nextInt(100);
        try (var statement = connection.createStatement()) {
            if (dice < 30) {
                return statement.executeUpdate("insert into ventes " + COLUMNS + VALUES + " from generate_series(1, "
                        + random.nextInt(1, 15) + ") g");
            } else if (dice < 50) {
                return statement.executeUpdate("update ventes set quantite = quantite + 1, prix_unitaire = "
                        + random.nextInt(10_000) + "/100.0 where id % 397 = " + random.nextInt(397) + own);
            } else if (dice < 60) {
                return statement.executeUpdate("delete from ventes where id % 389 = " + random.nextInt(389) + own);
            } else if (dice < 75) {
                var id = Ids.SHARED_FIRST + random.nextInt(Ids.SHARED);
                return statement.executeUpdate(
                        "update ventes set prix_unitaire = " + random.nextInt(100_000) + "/100.0 where id = " + id);
            } else if (dice < 97) {
                return reborn(connection);
            }
            return copy(connection);
        }
    }

    /** The id goes and comes again, mostly in different transactions; the second waits for the first. */
    private long reborn(Connection connection) throws SQLException {
        var id = Ids.REBORN_FIRST + random.nextInt(Ids.REBORN);
        try (var statement = connection.createStatement()) {
            if (random.nextBoolean()) {
                return statement.executeUpdate("delete from ventes where id = " + id);
            }
            return statement.executeUpdate("insert into ventes (id, produit, quantite, prix_unitaire, date_vente)"
                    + " values (" + id + ", 'Clavier', " + random.nextInt(100) + ", " + random.nextInt(100)
                    + ", '2024-03-01 12:00')");
        }
    }

    private long copy(Connection connection) throws SQLException, IOException {
        var rows = new StringBuilder();
        for (var row = random.nextInt(100, 400); row > 0; row--) {
            rows.append("Souris,").append(row).append(",19.90,2024-03-01 12:00:00.123,Ünal,Türkiye\n");
        }
        long copied;
        try (var in = new StringReader(rows.toString())) {
            copied = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy ventes " + COLUMNS + " from stdin with (format csv)", in);
        }
        try (var statement = connection.createStatement();
                var count = statement.executeQuery(
                        "select count(*), min(id) from ventes where id >= " + Ids.SEQUENCE_FIRST)) {
            count.next();
            if (count.getLong(1) > MOST_ROWS) {
                var oldest = count.getLong(2);
                return copied
                        + statement.executeUpdate(
                                "delete from ventes where id >= " + oldest + " and id < " + (oldest + MOST_ROWS / 3));
            }
        }
        return copied;
    }
}
