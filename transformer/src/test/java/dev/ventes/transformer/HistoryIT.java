package dev.ventes.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.view.SaleVersion;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.MongoServer;
import dev.ventes.transformer.history.History;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long MADE = 1_000_000_000L;
    private static final Expectation PRESENT = new Expectation.Present();

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
    void afterManyChangesEveryVersionIsThereOnce() throws Exception {
        var random = new Random(7);
        it.marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        for (var id = 1L; id <= 10; id++) {
            it.postgres("r", id, 1, 0);
            it.api(Op.CREATE, MADE + id, new Expectation.Absent());
        }
        it.marks(ChangeEncoder.encode(new Mark.End(1)), 1);
        for (var lsn = 1L; lsn <= 250; lsn++) {
            var id = 1 + random.nextInt(10);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> it.postgres("u", id, 1, lsn);
                case 3 -> it.postgres("d", id, 1, lsn);
                case 4 -> it.api(Op.UPDATE, id, PRESENT);
                case 5 -> it.api(Op.DELETE, random.nextInt(6) == 0 ? MADE + id : id, PRESENT);
                default -> it.patch(MADE + id, Map.of("quantite", lsn), "anna");
            }
        }
        it.flush();
        it.truncate(1000, 1);
        for (var id = 1L; id <= 10; id += 2) {
            it.postgres("c", id, 1, 2000 + id);
        }
        it.flush();
        await().atMost(SOON).untilAsserted(it::assertAllApplied);

        assertThat(KeptHistory.of(it)).hasSizeGreaterThan(100);
        assertThat(KeptHistory.of(it).values())
                .anySatisfy(version -> assertThat(version.deleted()).isTrue())
                .anySatisfy(version -> assertThat(version.made().by()).hasValue("anna"));
        KeptHistory.assertWhole(it);
        assertThat(it.read("rejected")).isEmpty();
    }

    @Test
    void patchesOfManyAtOnceAllTakeEffect() throws Exception {
        it.api(Op.CREATE, MADE, new Expectation.Absent());
        for (var column = 0; column < 50; column++) {
            it.patch(MADE, Map.of("column" + column, (long) column), "anna");
        }
        await().atMost(SOON).untilAsserted(it::assertAllApplied);

        var columns = it.view().get(MADE).columns();
        for (var column = 0; column < 50; column++) {
            assertThat(columns.get("column" + column)).isEqualTo((long) column);
        }
    }

    @Test
    void whatWasReplacedLongAgoIsForgottenAndNothingElse() throws Exception {
        var longAgo = Instant.now().minus(Duration.ofDays(100)).truncatedTo(ChronoUnit.MILLIS);
        it.api(Op.CREATE, MADE, new Expectation.Absent(), longAgo);
        it.api(Op.UPDATE, MADE, PRESENT, longAgo.plusSeconds(1));
        it.api(Op.UPDATE, MADE, PRESENT, longAgo.plus(Duration.ofDays(99)));
        await().atMost(SOON).untilAsserted(it::assertAllApplied);
        assertThat(KeptHistory.of(it)).hasSize(2);

        var history = new History(it.collections().historique(), Duration.ofDays(30));
        assertThat(history.purge(Instant.now())).isFalse();
        assertThat(KeptHistory.of(it).values())
                .singleElement()
                .extracting(SaleVersion::until)
                .isEqualTo(longAgo.plus(Duration.ofDays(99)));

        assertThat(new History(it.collections().historique(), Duration.ZERO).purge(Instant.now()))
                .isFalse();
        assertThat(KeptHistory.of(it)).hasSize(1);
    }
}
