package dev.ventes.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.Progress.Condition;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.MongoServer;
import dev.ventes.transformer.Instance.Call;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.assertj.core.groups.Tuple;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transformer dies between two steps of a batch, and another one carries on: nobody can tell from what they left. */
class CrashIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long MADE = 1_000_000_000;

    @TempDir
    static Path folder;

    private static KafkaServer kafka;
    private static MongoServer mongo;
    private TransformerFixture it;
    private RecordMetadata otherVersion;
    private RecordMetadata taken;
    private RecordMetadata notThere;

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

    /** One batch, with writes that are refused before and after others of the same sale that are not. */
    @BeforeEach
    void writeTheLog() throws Exception {
        it = new TransformerFixture(kafka, mongo);
        it.stopTransformer();
        it.marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        for (var id = 1L; id <= 20; id++) {
            it.postgres("c", id, 1, id);
        }
        it.api(Op.CREATE, MADE, new Expectation.Absent());
        otherVersion = it.api(Op.UPDATE, MADE, new Expectation.At(new Position(1, 4711)));
        it.api(Op.UPDATE, MADE, new Expectation.Present());
        taken = it.api(Op.CREATE, MADE, new Expectation.Absent());
        it.api(Op.DELETE, 8, new Expectation.Present());
        notThere = it.api(Op.UPDATE, 8, new Expectation.Present());
        it.api(Op.UPDATE, 7, new Expectation.Present());
        it.postgres("u", 7, 1, 100);
        it.flush();
    }

    @AfterEach
    void stop() {
        it.close();
    }

    @Test
    void aCrashBeforeAnythingIsPublishedLosesNothing() throws Exception {
        crashBefore(Call.REFUSE);
        thenNobodyCanTell();
    }

    @Test
    void aCrashBetweenPublishAndApplyPublishesTheSameOnceMore() throws Exception {
        crashBefore(Call.KEEP);
        thenNobodyCanTell();
    }

    @Test
    void aCrashBetweenRefusalsAndApplyTurnsNoRefusalIntoSuccess() throws Exception {
        crashBefore(Call.SAVE);
        assertThat(it.documents()).as("what was applied before").isNotEmpty();
        thenNobodyCanTell();
    }

    @Test
    void aCrashBetweenApplyAndAnnounceLeavesNobodyWaitingOnAQuietLog() throws Exception {
        crashBefore(Call.ANNOUNCE);
        thenNobodyCanTell();
    }

    @Test
    void aCrashBetweenHistoryAndApplyLosesNoVersionAndKeepsNoneTwice() throws Exception {
        crashBefore(Call.APPLY);
        assertThat(KeptHistory.of(it)).as("what was kept before").isNotEmpty();
        assertThat(it.documents()).isEmpty();
        thenNobodyCanTell();
    }

    private void crashBefore(Call fatal) {
        var crash = new IllegalStateException("crash");
        try (var instance = new Instance(it.config(), call -> {
            if (call == fatal) {
                throw crash;
            }
        })) {
            await().atMost(SOON).until(() -> instance.ended().isCompletedExceptionally());
        }
    }

    private void thenNobodyCanTell() throws Exception {
        it.startTransformer();
        await().atMost(SOON).untilAsserted(it::assertAllApplied);

        assertThat(it.view()).hasSize(20).containsKeys(7L, MADE).doesNotContainKey(8L);
        assertThat(it.counted()).as("sales in the figures by day").isEqualTo(20);
        assertThat(it.progress().stream()
                        .filter(Progress.Refused.class::isInstance)
                        .map(Progress.Refused.class::cast)
                        .flatMap(batch -> batch.refusals().stream()
                                .map(one -> tuple(batch.partition(), one.offset(), one.condition())))
                        .distinct())
                .containsExactlyInAnyOrder(
                        refusal(otherVersion, Condition.OTHER_VERSION),
                        refusal(taken, Condition.TAKEN),
                        refusal(notThere, Condition.NOT_THERE));
        thenEnrichedSaysTheSameOfAPositionAndEndsWithTheTruth();
        KeptHistory.assertWhole(it);
        assertThat(it.read("rejected")).isEmpty();
    }

    private static Tuple refusal(RecordMetadata of, Condition condition) {
        return tuple(of.partition(), of.offset(), condition);
    }

    private void thenEnrichedSaysTheSameOfAPositionAndEndsWithTheTruth() {
        var said = new HashMap<String, String>();
        var last = new LinkedHashMap<String, String>();
        for (var record : it.read("enriched")) {
            var key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                last.put(key, "deleted");
                continue;
            }
            var json = Document.parse(TransformerFixture.text(record));
            var after = json.get("after") + " " + json.get("event") + " " + json.get("made_at");
            var at = json.get("position", Document.class);
            var position = at.get("partition") + " " + at.get("epoch") + " " + at.get("offset");
            assertThat(said.merge(key + position, after, (old, now) -> old)).isEqualTo(after);
            last.put(key, position);
        }
        var truth = new LinkedHashMap<String, String>();
        it.documents().forEach((id, sale) -> {
            var key = new String(SaleKey.of(id), StandardCharsets.UTF_8);
            var at = sale.sync().position();
            var position = sale.sync().partition() + " " + at.epoch() + " " + at.offset();
            truth.put(key, sale.deleted() ? "deleted" : position);
        });
        assertThat(last).containsExactlyInAnyOrderEntriesOf(truth);
    }
}
