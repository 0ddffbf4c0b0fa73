package dev.ventes.app.bench;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** How fast a backlog becomes readable: rows that were committed while the connector was away. */
record CatchUp(Bed bed) {
    /**
     * What one run took.
     *
     * @param rate rows per second from the first row in the log to the last one readable
     * @param rateWithStart the same from the moment in which the connector was started
     * @param cpu microseconds per row, by who used them
     */
    record Result(double rate, double rateWithStart, Map<String, Double> cpu) {
        double cpuMicros() {
            return cpu.values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    Result run(int rows) throws Exception {
        awaitQuiet();
        bed.stopConnector();
        insert(rows);
        var before = bed.position().logged();
        var started = System.nanoTime();
        bed.startConnector();
        while (bed.position().logged() < before + 100) {
            LockSupport.parkNanos(1_000_000);
        }
        var first = System.nanoTime();
        var cpu = Cpu.now(bed.servers());
        while (bed.position().applied() < before + rows) {
            // It waits for the next announcement itself.
        }
        var last = System.nanoTime();
        return new Result(
                rows * 1e9 / (last - first),
                rows * 1e9 / (last - started),
                Cpu.now(bed.servers()).microsPerRow(cpu, rows));
    }

    private void awaitQuiet() throws Exception {
        while (bed.position().applied() < bed.position().logged()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void insert(int rows) throws SQLException {
        try (var connection = bed.postgres();
                var statement = connection.createStatement()) {
            // Several transactions, as a day's backlog has.
            for (var done = 0; done < rows; done += 1000) {
                statement.execute("insert into ventes (produit, quantite, prix_unitaire, date_vente, client, pays)"
                        + " select 'WHITE HANGING HEART T-LIGHT HOLDER ' || g % 500, g % 40, (g % 9000) / 100.0,"
                        + " timestamp '2010-12-01 08:26' + g * interval '1 second', (12000 + g % 5000)::text,"
                        + " 'United Kingdom' from generate_series(1, " + Math.min(1000, rows - done) + ") g");
            }
        }
    }
}
