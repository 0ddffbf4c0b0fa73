package dev.ventes.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.topic.Progress;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.MongoServer;
import dev.ventes.transformer.Instance.Call;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A transformer freezes with a batch in hand, another one of its group carries on, and the first one wakes. */
class FrozenIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static KafkaServer kafka;
    private static MongoServer mongo;
    private final CountDownLatch frozen = new CountDownLatch(1);
    private final CountDownLatch thaw = new CountDownLatch(1);
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
        thaw.countDown();
        it.close();
    }

    @Test
    void aFrozenInstanceThatWakesCannotWriteAnOldState() throws Exception {
        it.api(Op.CREATE, 5, new Expectation.Absent());
        await().atMost(SOON).untilAsserted(() -> assertThat(it.view()).containsKey(5L));
        it.stopTransformer();
        it.api(Op.UPDATE, 5, new Expectation.Present());

        try (var first = frozenBefore(Call.APPLY)) {
            it.startTransformer();
            var newest = it.api(Op.UPDATE, 5, new Expectation.Present());
            var position = new Position(1, newest.offset());
            await().atMost(SOON).untilAsserted(() -> assertThat(position(5)).isEqualTo(position));

            wake(first);

            assertThat(position(5)).isEqualTo(position);
        }
    }

    @Test
    void aFrozenCreateCannotResurrectADeletedSale() throws Exception {
        it.stopTransformer();
        it.api(Op.CREATE, 5, new Expectation.Absent());

        try (var first = frozenBefore(Call.APPLY)) {
            it.startTransformer();
            it.api(Op.DELETE, 5, new Expectation.Present());
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(it.documents())
                            .hasEntrySatisfying(
                                    5L, sale -> assertThat(sale.deleted()).isTrue()));

            wake(first);

            assertThat(it.view()).isEmpty();
        }
    }

    /** It needs no guard: what it writes late is what its successor has written. */
    @Test
    void aFrozenInstanceThatWakesKeepsNothingThatNeverWas() throws Exception {
        it.api(Op.CREATE, 5, new Expectation.Absent());
        await().atMost(SOON).untilAsserted(() -> assertThat(it.view()).containsKey(5L));
        it.stopTransformer();
        it.api(Op.UPDATE, 5, new Expectation.Present());
        it.patch(5, Map.of("quantite", 7L), "anna");

        try (var first = frozenBefore(Call.KEEP)) {
            it.startTransformer();
            it.api(Op.DELETE, 5, new Expectation.Present());
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(it.documents().get(5L).deleted()).isTrue());
            var before = KeptHistory.of(it);

            wake(first);

            assertThat(KeptHistory.of(it)).isEqualTo(before).hasSize(4);
            KeptHistory.assertWhole(it);
        }
    }

    @Test
    void aGuardThatMissesAnnouncesNothing() throws Exception {
        it.stopTransformer();
        it.api(Op.CREATE, 5, new Expectation.Absent());

        try (var first = frozenBefore(Call.SAVE)) {
            it.startTransformer();
            it.api(Op.UPDATE, 5, new Expectation.Present());
            var newest = it.api(Op.UPDATE, 5, new Expectation.Present());
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(position(5)).isEqualTo(new Position(1, newest.offset())));

            wake(first);

            var announced = new HashMap<Integer, Position>();
            for (var progress : it.progress()) {
                if (progress instanceof Progress.Applied now) {
                    var position = new Position(now.epoch(), now.offset());
                    announced.merge(now.partition(), position, (before, after) -> {
                        assertThat(after.isAtOrAbove(before))
                                .as(after + " after " + before)
                                .isTrue();
                        return after;
                    });
                }
            }
            assertThat(announced).containsEntry(newest.partition(), new Position(1, newest.offset()));
        }
    }

    private Position position(long id) {
        return it.documents().get(id).sync().position();
    }

    private Instance frozenBefore(Call call) throws InterruptedException {
        var instance = new Instance(it.config(), next -> {
            if (next == call && frozen.getCount() > 0) {
                frozen.countDown();
                awaitThaw();
            }
        });
        assertThat(frozen.await(SOON.toSeconds(), TimeUnit.SECONDS))
                .as("frozen")
                .isTrue();
        return instance;
    }

    private void awaitThaw() {
        try {
            thaw.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets it go on, until it has found that it was replaced. */
    private void wake(Instance instance) {
        thaw.countDown();
        await().atMost(SOON).until(() -> instance.rewinds() > 0);
    }
}
