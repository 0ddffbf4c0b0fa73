package dev.ventes.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithServers.class)
class ConnectorIT {
    private static final long PARTITIONS = 3;

    private final Servers servers;

    ConnectorIT(Servers servers) {
        this.servers = servers;
    }

    @Test
    void snapshotComesFirstBetweenItsMarksThenTheStream() throws Exception {
        try (var connector = Connector.start(servers.config("first"));
                var topic = servers.topic("first")) {
            await().atMost(Servers.PATIENCE)
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

            await().atMost(Servers.PATIENCE).untilAsserted(() -> {
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

    @Test
    void emptyTableIsASnapshotOfNothing() throws Exception {
        servers.sql("truncate ventes");
        try (var connector = Connector.start(servers.config("empty"));
                var topic = servers.topic("empty")) {
            await().atMost(Servers.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(topic.marks()).containsOnlyKeys(new Mark.Start(1, true), new Mark.End(1)));
            assertThat(topic.changes()).isEmpty();
            assertThat(connector.ended()).isNotDone();
        }
    }

    @Test
    void stoppedConnectorGoesOnWhereItWas() throws Exception {
        var config = servers.config("again");
        try (var topic = servers.running(config)) {
            servers.sql("update ventes set quantite = 10 where id = 1");
            await().atMost(Servers.PATIENCE).until(() -> topic.changes(1).size() == 2);
        }
        servers.sql("update ventes set quantite = 11 where id = 1");
        try (var topic = servers.running(config)) {
            // The second may come twice, since the slot is confirmed only some time after it; under the same name then.
            await().atMost(Servers.PATIENCE)
                    .untilAsserted(() -> assertThat(topic.changes(1).stream()
                                    .collect(Collectors.toMap(
                                            Change::eventId, Change::after, (one, same) -> same, LinkedHashMap::new))
                                    .values())
                            .extracting(row -> row.get(Columns.QUANTITE))
                            .containsExactly(2L, 10L, 11L));
            assertThat(topic.marks()).containsEntry(new Mark.Start(2, false), PARTITIONS);
            assertThat(topic.changes(1))
                    .last()
                    .extracting(Change.FromPostgres::term)
                    .isEqualTo(2L);
        }
    }

    @Test
    void droppedSlotMeansANewGeneration() throws Exception {
        var config = servers.config("dropped");
        servers.running(config).close();
        servers.sql("delete from ventes where id = 1", "select pg_drop_replication_slot('dropped_1')");

        try (var topic = servers.running(config)) {
            await().atMost(Servers.PATIENCE)
                    .untilAsserted(() -> assertThat(topic.marks())
                            .containsEntry(new Mark.Start(2, true), PARTITIONS)
                            .containsEntry(new Mark.End(2), PARTITIONS));
            assertThat(topic.changes())
                    .filteredOn(change -> change.term() == 2)
                    .extracting(Change::id)
                    .containsExactlyInAnyOrder(2L, 3L, 4L);
        }
    }

    @Test
    void slotMadeAgainUnderItsNameMeansANewGeneration() throws Exception {
        var config = servers.config("slotagain");
        servers.running(config).close();
        servers.sql(
                "select pg_drop_replication_slot('slotagain_1')",
                "delete from ventes where id = 1",
                "select pg_create_logical_replication_slot('slotagain_1', 'pgoutput')");

        assertThatTheNextTermReadsTheTable(config);
    }

    @Test
    void publicationMadeAgainMeansANewGeneration() throws Exception {
        var config = servers.config("publishedagain");
        servers.running(config).close();
        servers.sql(
                "drop publication publishedagain",
                "delete from ventes where id = 1",
                "create publication publishedagain for table ventes with (publish_via_partition_root = true)");

        assertThatTheNextTermReadsTheTable(config);
    }

    @Test
    void publicationThatLostItsTableForAWhileMeansANewGeneration() throws Exception {
        var config = servers.config("published2");
        servers.running(config).close();
        servers.sql(
                "alter publication published2 drop table ventes",
                "delete from ventes where id = 1",
                "alter publication published2 add table ventes");

        assertThatTheNextTermReadsTheTable(config);
    }

    @Test
    void rowThatNoRecordTakesDoesNotStopTheOthers() throws Exception {
        servers.sql("alter table ventes add note text");
        try (var topic = servers.running("oversize")) {
            servers.sql(
                    "update ventes set note = repeat('x', 600000) where id = 1",
                    "update ventes set note = repeat('y', 600000) where id = 1",
                    "update ventes set note = repeat('z', 1100000) where id = 2",
                    "update ventes set note = 'short' where id = 2",
                    "delete from ventes where id = 1");

            await().atMost(Servers.PATIENCE).untilAsserted(() -> {
                assertThat(topic.changes(1))
                        .extracting(Change::op)
                        .containsExactly(Op.READ, Op.UPDATE, Op.UPDATE, Op.DELETE);
                assertThat(topic.changes(2)).extracting(Change::op).containsExactly(Op.READ, Op.UPDATE);
            });
            assertThat(topic.decoded())
                    .filteredOn(Decoded.Poison.class::isInstance)
                    .singleElement()
                    .satisfies(poison -> assertThat(
                                    ((Decoded.Poison) poison).named().map(Decoded.Named::id))
                            .contains(2L));
            assertThat(topic.marks()).containsOnlyKeys(new Mark.Start(1, true), new Mark.End(1));
        } finally {
            servers.sql("alter table ventes drop column note");
        }
    }

    @Test
    void droppedPublicationMeansANewGeneration() throws Exception {
        try (var connector = Connector.start(servers.config("published"));
                var topic = servers.topic("published")) {
            await().atMost(Servers.PATIENCE).until(() -> topic.marks().containsKey(new Mark.End(1)));

            servers.sql("drop publication published", "update ventes set quantite = 12 where id = 1");

            await().atMost(Servers.PATIENCE)
                    .untilAsserted(() -> assertThat(topic.changes(1))
                            .last()
                            .satisfies(last -> assertThat(last.after().get(Columns.QUANTITE))
                                    .isEqualTo(12L)));
            assertThat(topic.changes(1)).last().extracting(Change::op).isEqualTo(Op.READ);
            assertThat(connector.ended()).isNotDone();
        }
    }

    @Test
    void secondConnectorStandsByAndTakesOver() throws Exception {
        var config = servers.config("standby");
        var first = Connector.start(config);
        try (var topic = servers.topic("standby")) {
            await().atMost(Servers.PATIENCE).until(() -> topic.marks().containsKey(new Mark.End(1)));
            try (var second = Connector.start(config)) {
                servers.sql("update ventes set quantite = 20 where id = 1");
                await().atMost(Servers.PATIENCE).until(() -> topic.changes(1).size() == 2);
                assertThat(topic.changes(1))
                        .extracting(Change.FromPostgres::term)
                        .containsOnly(1L);

                first.close();
                servers.sql("update ventes set quantite = 21 where id = 1");

                await().atMost(Servers.PATIENCE)
                        .untilAsserted(() -> assertThat(topic.changes(1))
                                .last()
                                .extracting(Change.FromPostgres::term)
                                .isEqualTo(2L));
                assertThat(second.ended()).isNotDone();
            }
        } finally {
            first.close();
        }
    }

    @Test
    void addedColumnSimplyAppears() throws Exception {
        try (var topic = servers.running("column")) {
            servers.sql("alter table ventes add remise numeric(5, 2)", "update ventes set remise = 0.50 where id = 2");
            await().atMost(Servers.PATIENCE)
                    .untilAsserted(() -> assertThat(topic.changes(2))
                            .last()
                            .extracting(change -> change.after().get("remise"))
                            .isEqualTo("0.50"));
        } finally {
            servers.sql("alter table ventes drop column if exists remise");
        }
    }

    private void assertThatTheNextTermReadsTheTable(ConnectorConfig config) throws Exception {
        try (var topic = servers.running(config)) {
            await().atMost(Servers.PATIENCE)
                    .untilAsserted(() -> assertThat(topic.marks())
                            .containsEntry(new Mark.Start(2, true), PARTITIONS)
                            .containsEntry(new Mark.End(2), PARTITIONS));
            assertThat(topic.changes())
                    .filteredOn(change -> change.term() == 2)
                    .extracting(Change::id)
                    .containsExactlyInAnyOrder(2L, 3L, 4L);
        }
    }
}
