package dev.ventes.app.generating;

import dev.ventes.app.postgres.PostgresSource;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A shop's day: sales at irregular moments, now and then a return, a correction or a cancellation. It corrects and
 * cancels only what it has sold itself since it was started, never a row of somebody who tries things out. One thread,
 * which ends when it is interrupted.
 */
public final class Generator {
    private static final int REMEMBERED = 500;
    private static final Duration BEHIND_AT_MOST = Duration.ofSeconds(1);
    private static final BigDecimal REBATE = new BigDecimal("0.90");

    private final PostgresSource postgres;
    private final double perSecond;
    private final SplittableRandom random = new SplittableRandom();
    private final Catalogue catalogue = new Catalogue(random);
    private final List<Long> sold = new ArrayList<>();

    public Generator(PostgresSource postgres, double perSecond) {
        this.postgres = postgres;
        this.perSecond = perSecond;
    }

    /** Until interrupted, through any absence of PostgreSQL. */
    public void run() throws Exception {
        postgres.outlasting(session -> {
            var due = System.nanoTime();
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(due - System.nanoTime());
                if (System.nanoTime() >= due) {
                    change(session);
                    // Customers come independently of each other; what cannot be kept up with is not caught up on.
                    due += (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
                    due = Math.max(due, System.nanoTime() - BEHIND_AT_MOST.toNanos());
                }
            }
        });
    }

    private void change(Connection session) throws SQLException {
        var chance = random.nextInt(100);
        if (chance < 80 || sold.isEmpty()) {
            sell(session, chance < 3);
        } else if (chance < 90) {
            correctQuantity(session);
        } else if (chance < 96) {
            lowerPrice(session);
        } else {
            cancel(session);
        }
    }

    private void sell(Connection session, boolean isReturn) throws SQLException {
        var product = catalogue.product();
        var quantity = catalogue.quantity(product);
        try (var insert = session.prepareStatement("""
                insert into ventes (produit, quantite, prix_unitaire, date_vente, client, pays)
                values (?, ?, ?, date_trunc('milliseconds', localtimestamp), ?, ?) returning id""")) {
            insert.setString(1, product.name());
            insert.setInt(2, isReturn ? -quantity : quantity);
            insert.setBigDecimal(3, product.price());
            insert.setString(4, catalogue.client());
            insert.setString(5, catalogue.country());
            try (var row = insert.executeQuery()) {
                row.next();
                remember(row.getLong(1));
            }
        }
    }

    private void remember(long id) {
        if (sold.size() < REMEMBERED) {
            sold.add(id);
        } else {
            sold.set(random.nextInt(REMEMBERED), id);
        }
    }

    private void correctQuantity(Connection session) throws SQLException {
        try (var update = session.prepareStatement("update ventes set quantite = quantite + ? where id = ?")) {
            update.setInt(1, random.nextBoolean() ? 1 : 2);
            update.setLong(2, one());
            update.executeUpdate();
        }
    }

    private void lowerPrice(Connection session) throws SQLException {
        try (var update =
                session.prepareStatement("update ventes set prix_unitaire = prix_unitaire * ? where id = ?")) {
            update.setBigDecimal(1, REBATE);
            update.setLong(2, one());
            update.executeUpdate();
        }
    }

    private void cancel(Connection session) throws SQLException {
        try (var delete = session.prepareStatement("delete from ventes where id = ?")) {
            delete.setLong(1, sold.remove(random.nextInt(sold.size())));
            delete.executeUpdate();
        }
    }

    private long one() {
        return sold.get(random.nextInt(sold.size()));
    }
}
