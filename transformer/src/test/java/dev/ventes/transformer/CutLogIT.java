package dev.ventes.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.MongoServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that is not the one that was read: its disk was lost or restored, and it has grown again since. */
class CutLogIT {
    private static final Duration SOON = Duration.ofSeconds(60);

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
        it.marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        for (var id = 1L; id <= 30; id++) {
            it.postgres("c", id, 1, id);
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(it.view()).hasSize(30));
    }

    @AfterEach
    void stop() {
        it.close();
    }

    @Test
    void logThatWasCutAndHasGrownAgainIsNoticedWhileRunning() throws Exception {
        loseTheLog();

        refill();

        assertThatItWasNoticed();
    }

    @Test
    void logThatWasCutAndHasGrownAgainIsNoticedAtTheNextStart() throws Exception {
        it.stopTransformer();
        loseTheLog();
        refill();

        it.startTransformer();

        assertThatItWasNoticed();
    }

    /** Less than there was: all of it lies before the resume point, and none of it has been applied. */
    @Test
    void logThatWasCutAndHasGrownAgainByLessIsReadFromWhereItWasCut() throws Exception {
        it.stopTransformer();
        loseTheLog();
        for (var id = 101L; id <= 106; id++) {
            it.api(Op.CREATE, id, new Expectation.Absent());
        }

        it.startTransformer();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(it.view()).hasSize(36).containsKeys(101L, 106L));
        assertThat(it.progress()).hasAtLeastOneElementOfType(Progress.SnapshotWanted.class);
    }

    @Test
    void aRaisedEpochOrdersAboveEveryOlderPosition() throws Exception {
        var before = it.view();
        loseTheLog();

        var ids = List.copyOf(before.keySet());
        for (var id : ids) {
            it.api(Op.UPDATE, id, new Expectation.Present());
        }

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(it.view().values())
                        .allMatch(sale -> sale.sync().position().epoch() == 2));
        assertThat(it.view().values())
                .allSatisfy(sale -> assertThat(sale.sync().position().isAtOrAbove(positionIn(before, sale.id())))
                        .isTrue())
                .anyMatch(sale -> sale.sync().position().offset()
                        < positionIn(before, sale.id()).offset());
    }

    private static Position positionIn(Map<Long, SaleDocument> view, long id) {
        return view.get(id).sync().position();
    }

    /** More records than there were: the bounds of the log say nothing any more. */
    private void refill() throws Exception {
        it.marks(ChangeEncoder.encode(new Mark.Start(2, true)), 2);
        for (var id = 101L; id <= 160; id++) {
            it.api(Op.CREATE, id, new Expectation.Absent());
        }
    }

    private void assertThatItWasNoticed() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(it.progress())
                        .filteredOn(Progress.SnapshotWanted.class::isInstance)
                        .hasSizeGreaterThanOrEqualTo(TransformerFixture.PARTITIONS));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(it.view()).hasSize(90).containsKeys(1L, 30L, 101L, 160L));
        assertThat(it.view().get(160L).sync().position().epoch()).isEqualTo(2);
        assertThat(it.read("rejected")).isEmpty();
    }

    private void loseTheLog() throws IOException {
        kafka.stop();
        try (var folders = Files.list(folder.resolve("kafka/data"))) {
            for (var partition : folders.filter(
                            path -> path.getFileName().toString().startsWith(it.topic("changes")))
                    .toList()) {
                try (var files = Files.list(partition)) {
                    for (var file : files.toList()) {
                        if (!file.endsWith("partition.metadata")) {
                            Files.delete(file);
                        }
                    }
                }
            }
        }
        kafka.start();
    }
}
