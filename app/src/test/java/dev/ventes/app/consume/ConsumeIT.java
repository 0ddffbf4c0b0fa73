package dev.ventes.app.consume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.app.e2e.Observed;
import dev.ventes.app.e2e.Topic;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsumeIT {
    @TempDir
    Path folder;

    @Test
    void aCopyOfTheSalesIsExactThoughItsConsumerIsStoppedAndEverythingComesTwice() throws Exception {
        try (var system = new Observed(folder)) {
            var first = start(system, "first");
            system.pipeline.sql(
                    "insert into ventes (id, produit, quantite, prix_unitaire) select n, 'Sac', n, 2.5 from generate_series(100, 1099) n");
            await().atMost(Observed.SOON).until(() -> copy(system).containsKey(1099L));
            first.close();
            system.pipeline.sql(
                    "update ventes set quantite = -1 where id % 3 = 0", "delete from ventes where id % 5 = 0");
            system.pipeline.send("DELETE", "/ventes/101", null);

            var restarted = start(system, "first");
            awaitEqual(system);
            restarted.close();

            // Another group has read nothing yet: all of it comes once more over the same table.
            var again = start(system, "second");
            system.pipeline.sql("insert into ventes (id, produit) values (2000, 'Fin')");
            await().atMost(Observed.SOON).until(() -> copy(system).containsKey(2000L));
            awaitEqual(system);
            again.close();
        }
    }

    /** It has read the sale, but not committed; it freezes, and another reads on. */
    @Test
    void aConsumerThatWakesWithAnOldChangeInHandDoesNotBringBackWhatWasDeleted() throws Exception {
        try (var system = new Observed(folder);
                var database = system.pipeline.postgres();
                var frozen = new SalesCopy(system.pipeline.kafka(), "frozen", database)) {
            system.pipeline.sql("insert into ventes (id, produit, quantite) values (100, 'Sac', 1)");
            system.sale(100, "produit", "Sac");
            var inHand = Topic.read(system.pipeline.kafka(), "ventes.enriched").stream()
                    .filter(record -> new String(record.key(), UTF_8).equals("{\"id\":100}"))
                    .findFirst()
                    .orElseThrow();
            system.pipeline.sql("delete from ventes where id = 100");
            var other = start(system, "other");
            await().atMost(Observed.SOON)
                    .until(() -> copy(system, "deleted is not null").containsKey(100L));

            frozen.apply(inHand);
            database.commit();

            assertThat(copy(system)).doesNotContainKey(100L);
            other.close();
        }
    }

    private static AutoCloseable start(Observed system, String group) throws SQLException {
        var database = system.pipeline.postgres();
        var copy = new SalesCopy(system.pipeline.kafka(), group, database);
        var thread = Thread.ofVirtual().start(copy);
        return () -> {
            copy.close();
            thread.join();
            database.close();
        };
    }

    private static void awaitEqual(Observed system) {
        await().atMost(Observed.SOON).untilAsserted(() -> {
            var sales = new HashMap<Long, Optional<BigDecimal>>();
            system.pipeline.view().forEach((id, sale) -> sales.put(id, Optional.ofNullable(sale.montantTotal())));
            assertThat(copy(system)).isEqualTo(sales);
        });
    }

    private static Map<Long, Optional<BigDecimal>> copy(Observed system) throws SQLException {
        return copy(system, "deleted is null");
    }

    private static Map<Long, Optional<BigDecimal>> copy(Observed system, String which) throws SQLException {
        try (var database = system.pipeline.postgres();
                var statement = database.createStatement();
                var rows = statement.executeQuery("select id, montant_total from ventes_copy where " + which)) {
            var copy = new HashMap<Long, Optional<BigDecimal>>();
            while (rows.next()) {
                copy.put(rows.getLong(1), Optional.ofNullable(rows.getBigDecimal(2)));
            }
            return copy;
        }
    }
}
