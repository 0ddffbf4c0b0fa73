package dev.ventes.app.e2e;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Changes sales in PostgreSQL at a rate, each change with a number of its own, and keeps the book of it. */
final class ChangeWriter {
    /** The table has some sales already. */
    private static final int FIRST = 1000;

    private static final int SALES = 3000;
    private static final Duration STEP = Duration.ofMillis(20);

    private final Random random;
    private final List<String> countries;
    private final Map<Long, Sale> sales = new HashMap<>();
    private final List<Made> made = new ArrayList<>();
    private long number;

    private record Sale(String country, long number) {}

    /**
     * A change of a sale.
     *
     * @param name the change's number; of a delete, the number of the change before, negative
     * @param before the country before; null where there was no sale
     * @param after the country now; null where it is deleted
     */
    record Made(long name, long id, String before, String after) {
        /** What those who follow a country are told; null if nothing. */
        String event(String country) {
            if (country.equals(after)) {
                return before == null ? "created" : "updated";
            }
            return !country.equals(before) ? null : after == null ? "deleted" : "left";
        }
    }

    ChangeWriter(List<String> countries, long seed) {
        this.countries = countries;
        this.random = new Random(seed);
    }

    List<Made> made() {
        return made;
    }

    /** Several rows a transaction. */
    void write(Connection connection, Duration duration, int perSecond) throws SQLException {
        connection.setAutoCommit(false);
        var began = System.nanoTime();
        var before = made.size();
        while (true) {
            var elapsed = System.nanoTime() - began;
            if (elapsed > duration.toNanos()) {
                return;
            }
            var due = (int) (elapsed * perSecond / 1e9) - (made.size() - before);
            for (; due > 0; due--) {
                change(connection, FIRST + random.nextInt(SALES));
            }
            connection.commit();
            LockSupport.parkNanos(STEP.toNanos());
        }
    }

    private void change(Connection connection, long id) throws SQLException {
        var before = sales.get(id);
        if (before != null && random.nextInt(8) == 0) {
            execute(connection, "DELETE FROM ventes WHERE id = " + id);
            sales.remove(id);
            made.add(new Made(-before.number(), id, before.country(), null));
            return;
        }
        var after = new Sale(countries.get(random.nextInt(countries.size())), ++number);
        execute(
                connection,
                before == null
                        ? "INSERT INTO ventes (id, produit, quantite, prix_unitaire, date_vente, pays) VALUES (" + id
                                + ", 'Vélo', " + after.number() + ", 1.50, now(), '" + after.country() + "')"
                        : "UPDATE ventes SET quantite = " + after.number() + ", pays = '" + after.country()
                                + "' WHERE id = " + id);
        sales.put(id, after);
        made.add(new Made(after.number(), id, before == null ? null : before.country(), after.country()));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
