package dev.ventes.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.MongoServer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transformer on a real Kafka and whatever MongoDB there is; the log is written by the test. */
class TransformerIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static KafkaServer kafka;
    private static MongoServer mongo;
    private TransformerFixture it;

    @BeforeAll
    static void startServers() {
        kafka = new KafkaServer(folder.resolve("kafka"), 0);
        kafka.start();
        mongo = MongoServer.start(MongoServer.Options.of(folder.resolve("mongo"), 0));
        System.out.println("transformer on " + mongo.describe());
    }

    @AfterAll
    static void stopServers() {
        mongo.close();
        kafka.close();
    }

    @BeforeEach
    void start() throws Exception {
        it = new TransformerFixture(kafka, mongo);
    }

    @AfterEach
    void stop() {
        it.close();
    }

    @Test
    void aChangeIsPublishedAppliedAndAnnounced() throws Exception {
        var sent = it.api(Op.CREATE, 5, new Expectation.Absent());

        await().atMost(SOON).untilAsserted(() -> assertThat(it.view()).containsKey(5L));
        assertThat(it.view().get(5L).montantTotal()).isEqualTo(new BigDecimal("1000.00"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(it.progress())
                        .anySatisfy(progress -> assertThat(progress)
                                .isInstanceOfSatisfying(Progress.Applied.class, applied -> {
                                    assertThat(applied.partition()).isEqualTo(sent.partition());
                                    assertThat(applied.offset()).isEqualTo(sent.offset());
                                })));
        assertThat(it.read("enriched")).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo(SaleKey.of(5));
            assertThat(TransformerFixture.text(record))
                    .contains("\"op\":\"c\"", "\"before\":null", "\"montant_total\":\"1000.00\"");
        });
    }

    @Test
    void aRefusedWriteIsAnnouncedAndNeverEnriched() throws Exception {
        var sent = it.api(Op.UPDATE, 5, new Expectation.Present());

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(it.progress())
                        .anySatisfy(progress -> assertThat(progress)
                                .isInstanceOfSatisfying(
                                        Progress.Refused.class,
                                        refused -> assertThat(refused.refusals())
                                                .containsExactly(new Progress.Refusal(
                                                        sent.offset(), Progress.Condition.NOT_THERE)))));
        assertThat(it.read("enriched")).isEmpty();
        assertThat(it.view()).isEmpty();
    }

    @Test
    void theEndOfASnapshotRemovesWhatWasNotRead() throws Exception {
        it.marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        for (var id = 1L; id <= 3000; id++) {
            it.postgres("r", id, 1, 0);
        }
        it.marks(ChangeEncoder.encode(new Mark.End(1)), 1);
        it.api(Op.CREATE, 1_000_000_000, new Expectation.Absent());
        await().atMost(SOON).untilAsserted(() -> assertThat(it.view()).hasSize(3001));

        it.marks(ChangeEncoder.encode(new Mark.Start(2, true)), 2);
        for (var id = 1L; id <= 3000; id += 3) {
            it.postgres("r", id, 2, 0);
        }
        it.marks(ChangeEncoder.encode(new Mark.End(2)), 2);

        await().atMost(SOON).untilAsserted(() -> assertThat(it.view()).hasSize(1001));
        assertThat(it.view()).containsKeys(1L, 4L, 1_000_000_000L).doesNotContainKeys(2L, 3L);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(it.read("enriched"))
                        .filteredOn(record -> record.value() == null)
                        .hasSize(2000));
    }

    @Test
    void aTruncateRemovesWhatPostgresHeldAndNotWhatTheApiMade() throws Exception {
        it.marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        for (var id = 1L; id <= 100; id++) {
            it.postgres("c", id, 1, id);
        }
        it.api(Op.CREATE, 1_000_000_000, new Expectation.Absent());
        it.truncate(200, 1);
        for (var id = 1L; id <= 10; id++) {
            it.postgres("c", id, 1, 300 + id);
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(it.view()).hasSize(11));
        assertThat(it.view()).containsKeys(1L, 10L, 1_000_000_000L).doesNotContainKey(11L);
    }

    @Test
    void aRepeatedTruncateDoesNothing() throws Exception {
        it.marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        it.truncate(200, 1);
        for (var id = 1L; id <= 10; id++) {
            it.postgres("c", id, 1, 300 + id);
        }
        it.flush();
        it.api(Op.UPDATE, 3, new Expectation.Present());
        await().atMost(SOON).untilAsserted(it::assertAllApplied);
        var before = it.documents();

        // A new engine, to which the slot sends what was not confirmed.
        it.marks(ChangeEncoder.encode(new Mark.Start(2, false)), 2);
        it.truncate(200, 2);
        for (var id = 1L; id <= 10; id++) {
            it.postgres("c", id, 2, 300 + id);
        }
        it.flush();

        await().atMost(SOON).untilAsserted(it::assertAllApplied);
        assertThat(it.documents()).isEqualTo(before);
        assertThat(it.read("enriched"))
                .as("what PostgreSQL repeats is not published")
                .hasSize(11);
    }

    @Test
    void theEndOfAResyncRemovesWhatPostgresHeldAndNoLongerNamed() throws Exception {
        it.marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        for (var id = 1L; id <= 30; id++) {
            it.postgres("c", id, 1, id);
        }
        it.api(Op.CREATE, 1_000_000_000, new Expectation.Absent());
        it.api(Op.UPDATE, 12, new Expectation.Present());

        it.marks(ChangeEncoder.encode(new Mark.ResyncStart(1)), 1);
        it.postgres("r", 11, 1, 0);
        it.postgres("u", 13, 1, 100);
        it.api(Op.UPDATE, 14, new Expectation.Present());
        it.marks(ChangeEncoder.encode(new Mark.ResyncEnd(1, 11, 20)), 1);
        // Nothing was begun before this one, so that it says nothing.
        it.marks(ChangeEncoder.encode(new Mark.ResyncEnd(1, 21, 30)), 1);
        it.postgres("c", 31, 1, 200);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(it.view()).hasSize(24).containsKey(31L));
        assertThat(it.view())
                .containsKeys(10L, 11L, 13L, 21L, 30L, 1_000_000_000L)
                .doesNotContainKeys(12L, 14L, 20L);
    }

    @Test
    void anotherInstanceCarriesOnWhereTheFirstStopped() throws Exception {
        it.marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        for (var id = 1L; id <= 500; id++) {
            it.postgres("c", id, 1, id);
        }
        it.startTransformer();
        for (var id = 501L; id <= 1000; id++) {
            it.postgres("c", id, 1, id);
        }
        it.stopTransformer();
        for (var id = 1001L; id <= 1500; id++) {
            it.postgres("c", id, 1, id);
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(it.view()).hasSize(1500));
        assertThat(it.read("enriched").stream().map(TransformerFixture::text).distinct())
                .hasSize(1500);
        assertThat(it.read("rejected")).isEmpty();
    }

    @Test
    void mongoOutageDelaysButLosesNothing() throws Exception {
        assumeTrue(System.getenv("MONGODB_URI") == null, "the server is not ours");
        it.marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        it.postgres("c", 1, 1, 1);
        await().atMost(SOON).untilAsserted(() -> assertThat(it.view()).hasSize(1));

        mongo.stop();
        try {
            for (var id = 2L; id <= 200; id++) {
                it.postgres("c", id, 1, id);
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(it.ready()).contains("\"DOWN\"", "mongodb"));
        } finally {
            mongo.start();
        }

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(it.view()).hasSize(200));
        await().atMost(SOON).untilAsserted(() -> assertThat(it.ready()).contains("\"status\":\"UP\""));
        assertThat(it.read("rejected")).isEmpty();
    }

    @Test
    void aMarkerIsPurgedAfterADayUnlessItKeepsARowOfPostgres() throws Exception {
        var longAgo = Instant.now().minus(Duration.ofDays(2));
        it.api(Op.CREATE, 1_000_000_000, new Expectation.Absent(), longAgo);
        it.api(Op.DELETE, 1_000_000_000, new Expectation.Present(), longAgo);
        it.api(Op.CREATE, 1_000_000_001, new Expectation.Absent());
        it.api(Op.DELETE, 1_000_000_001, new Expectation.Present());
        it.marks(ChangeEncoder.encode(new Mark.Start(1, false)), 1);
        it.postgres("c", 5, 1, 10);
        it.api(Op.DELETE, 5, new Expectation.Present(), longAgo);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(it.documents().values())
                        .extracting(SaleDocument::id, SaleDocument::deleted)
                        .contains(tuple(5L, true), tuple(1_000_000_001L, true)));

        // It looks for old markers when it starts, and then every hour.
        it.stopTransformer();
        it.startTransformer();

        await().atMost(SOON).untilAsserted(() -> assertThat(it.documents()).containsOnlyKeys(5L, 1_000_000_001L));
        assertThat(it.view()).isEmpty();
    }
}
