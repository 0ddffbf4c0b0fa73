package dev.ventes.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.service.Service;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How connectors begin, and how the slot goes on where nothing happens to the table. */
@ExtendWith(WithServers.class)
class StartIT {
    private static final Executor THREADS = task -> Thread.ofPlatform().start(task);

    private final Servers servers;

    StartIT(Servers servers) {
        this.servers = servers;
    }

    @Test
    void ofTwoThatStartAtTheSameMomentOneReadsTheTableAndTheOtherStandsBy() throws Exception {
        var config = servers.config("together");
        var moment = new CyclicBarrier(2);
        var first = CompletableFuture.supplyAsync(() -> startAt(moment, config), THREADS);
        var second = CompletableFuture.supplyAsync(() -> startAt(moment, config), THREADS);
        try (var one = first.join();
                var other = second.join();
                var topic = servers.topic("together")) {
            await().atMost(Servers.PATIENCE).until(() -> topic.marks().containsKey(new Mark.End(1)));
            servers.sql("update ventes set quantite = 20 where id = 1");

            await().atMost(Servers.PATIENCE)
                    .until(() -> topic.changes(1).getLast().op() == Op.UPDATE);
            assertThat(topic.marks()).containsOnlyKeys(new Mark.Start(1, true), new Mark.End(1));
            assertThat(topic.changes())
                    .filteredOn(change -> change.op() == Op.READ)
                    .extracting(Change::id)
                    .containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
            assertThat(one.ended()).isNotDone();
            assertThat(other.ended()).isNotDone();
        }
    }

    @Test
    void slotGoesOnBesideABusyNeighbourOfATableThatIsIdle() throws Exception {
        servers.sql("create table if not exists voisin (id serial primary key, texte text)");
        try (var topic = servers.running("neighbour")) {
            servers.sql("insert into voisin (texte) select repeat('x', 1000) from generate_series(1, 5000)");
            var written = servers.ask("select pg_current_wal_lsn()");

            await().atMost(Servers.PATIENCE).until(() -> {
                // What PostgreSQL does by itself every 15 s: it is at such a snapshot that the restart moves on.
                servers.sqlAsSuperuser("select pg_log_standby_snapshot()");
                return servers.ask("select restart_lsn > '" + written + "' and confirmed_flush_lsn > '" + written
                                + "' from pg_replication_slots where slot_name = 'neighbour_1'")
                        .equals("t");
            });
            assertThat(topic.changes()).extracting(Change::op).containsOnly(Op.READ);
        }
    }

    private static Service startAt(CyclicBarrier moment, ConnectorConfig config) {
        try {
            moment.await();
            return Connector.start(config);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
