package dev.ventes.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PARTITIONS = 3;

    @TempDir
    private static Path folder;

    private static Servers servers;

    @BeforeAll
    static void startServers() {
        servers = new Servers(folder);
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @BeforeEach
    void freshTable() {
        servers.freshTable();
    }

    @Test
    void snapshotComesFirstBetweenItsMarksThenTheStream() throws Exception {
        try (var connector = Connector.start(servers.config("first"));
                var topic = new Topic(servers.kafka.bootstrapServers(), "first.changes")) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(topic.marks())
                            .containsEntry(new Mark.Start(1, true), PARTITIONS)
                            .containsEntry(new Mark.End(1), PARTITIONS));
            assertThat(topic.changes())
                    .extracting(Change::op)
                    .containsOnly(Op.READ)
                    .hasSize(4);
            var laptop = topic.changes(1).getFirst();
            assertThat(laptop.after().get(Columns.PRIX_UNITAIRE)).isEqualTo(new BigDecimal("500.00"));
            assertThat(laptop.after().get(Columns.DATE_VENTE)).isEqualTo(Instant.parse("2024-01-10T10:00:00Z"));
            assertThat(connector.ended()).isNotDone();

            servers.sql(
                    "insert into ventes (produit) values ('Souris')",
                    "update ventes set quantite = 7 where id = 5",
                    "delete from ventes where id = 5",
                    "update ventes set id = 50 where id = 4",
                    "truncate ventes");

            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(topic.changes(5)).extracting(Change::op).containsExactly(Op.CREATE, Op.UPDATE, Op.DELETE);
                assertThat(topic.changes(4)).extracting(Change::op).containsExactly(Op.READ, Op.DELETE);
                assertThat(topic.changes(50)).extracting(Change::op).containsExactly(Op.CREATE);
                assertThat(topic.marks().entrySet())
                        .filteredOn(mark -> mark.getKey() instanceof Mark.Truncate)
                        .singleElement()
                        .satisfies(mark -> assertThat(mark.getValue()).isEqualTo(PARTITIONS));
            });
        }
    }
}
