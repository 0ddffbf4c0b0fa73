package dev.ventes.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.Op;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * One UPDATE of every row, in one transaction, and the first snapshot of as many, through a connector whose memory
 * holds a small part of them. {@code -Dventes.update.rows=500000} for the large one.
 */
@ExtendWith(WithServers.class)
class LargeTransactionIT {
    private static final int ROWS = Integer.getInteger("ventes.update.rows", 40_000);
    private static final int HEAP_MIB = 128;

    private final Servers servers;

    LargeTransactionIT(Servers servers) {
        this.servers = servers;
    }

    @Test
    void everyRowOfItArrivesOnceAndTheMemoryStaysBounded(@TempDir Path folder) {
        servers.sql("insert into ventes (produit, quantite, prix_unitaire)"
                + " select 'Souris ' || n, 1, 9.90 from generate_series(5, " + ROWS + ") n");
        var began = Instant.now();
        try (var connector = servers.process(
                "large", folder.resolve("connector.log"), "-Xmx" + HEAP_MIB + "m", "-XX:+ExitOnOutOfMemoryError")) {
            connector.awaitSaid("beginning a generation", Servers.PATIENCE);
            try (var topic = servers.topic("large")) {
                assertThatEachRowComesOnce(topic, Op.READ);
                var read = Instant.now();

                servers.sql("update ventes set quantite = 2");
                var updated = Instant.now();

                assertThatEachRowComesOnce(topic, Op.UPDATE);
                System.out.printf(
                        "%,d rows, heap of %d MiB: read in %d s, updated in %d s, in the log %d s later%n",
                        ROWS,
                        HEAP_MIB,
                        Duration.between(began, read).toSeconds(),
                        Duration.between(read, updated).toSeconds(),
                        Duration.between(updated, Instant.now()).toSeconds());
            }
            assertThat(connector.isAlive()).isTrue();
            assertThat(connector.said()).doesNotContain("the engine ended");
        }
    }

    private static void assertThatEachRowComesOnce(Topic topic, Op op) {
        var seen = new BitSet();
        await().atMost(Servers.PATIENCE.multipliedBy(4)).until(() -> {
            for (var change : topic.next()) {
                assertThat(change.op()).isEqualTo(op);
                assertThat(seen.get((int) change.id()))
                        .as("seen %d", change.id())
                        .isFalse();
                seen.set((int) change.id());
            }
            return seen.cardinality() == ROWS;
        });
    }
}
