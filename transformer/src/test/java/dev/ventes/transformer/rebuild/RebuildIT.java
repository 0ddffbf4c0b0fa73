package dev.ventes.transformer.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.SaleVersion;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.MongoServer;
import dev.ventes.transformer.KeptHistory;
import dev.ventes.transformer.store.Holding;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The view made anew, on a real Kafka and whatever MongoDB there is, beside a transformer that works. */
class RebuildIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long API = 1_000_000_000;
    private static final Expectation PRESENT = new Expectation.Present();

    @TempDir
    static Path folder;

    private static KafkaServer kafka;
    private static MongoServer mongo;
    private RebuildFixture it;

    @BeforeAll
    static void startServers() {
        kafka = new KafkaServer(folder.resolve("kafka"), 0);
        kafka.start();
        mongo = MongoServer.start(MongoServer.Options.of(folder.resolve("mongo"), 0));
        System.out.println("rebuild on " + mongo.describe());
    }

    @AfterAll
    static void stopServers() {
        mongo.close();
        kafka.close();
    }

    @BeforeEach
    void start() throws Exception {
        it = new RebuildFixture(kafka, mongo);
    }

    @AfterEach
    void stop() {
        it.close();
    }

    @Test
    void everySaleIsWhatItWasWhileEverybodyGoesOnWriting() throws Exception {
        var traffic = new Traffic(it);
        await().atMost(SOON).untilAsserted(() -> assertThat(it.documents()).hasSizeGreaterThan(100));

        var first = it.rebuild();
        var second = it.rebuild();

        traffic.close();
        await().atMost(SOON).until(it::isCaughtUp);
        assertThat(it.documents()).isEqualTo(it.expected());
        assertThat(it.miscounted()).isEmpty();
        assertThat(it.history())
                .isNotEmpty()
                .containsExactlyInAnyOrderEntriesOf(KeptHistory.told(it.read(it.topics.enriched())));
        assertThat(it.documents().values()).anyMatch(SaleDocument::deleted);
        assertThat(first.documents()).isPositive();
        assertThat(second.records()).isGreaterThan(first.records());
        assertThat(it.collections()).noneMatch(ViewCollections::isRebuilt);
    }

    @Test
    void whatTheTopicStillTellsOfThePastIsInTheHistoryAgainAndWhatIsThereStays() throws Exception {
        someSales();
        it.api(Op.UPDATE, 1, 8, new Expectation.Present());
        it.api(Op.UPDATE, 1, 9, new Expectation.Present());
        it.api(Op.DELETE, 1, 0, new Expectation.Present());
        await().atMost(SOON).until(it::isCaughtUp);
        var history = it.history();
        assertThat(history).hasSizeGreaterThanOrEqualTo(4);
        Mono.from(it.view.historique().drop()).block();
        var older = SaleVersion.of(it.document(2), Instant.EPOCH);
        Mono.from(it.view.historique().insertOne(older)).block();

        it.rebuild();

        assertThat(it.history()).containsEntry(older.key(), older).containsAllEntriesOf(history);
        assertThat(it.history()).hasSize(history.size() + 1);
    }

    @Test
    void damagedViewIsRightAgain() throws Exception {
        someSales();
        Mono.from(it.raw().updateOne(Filters.eq("_id", 1L), Updates.set("produit", "altered")))
                .block();
        Mono.from(it.raw().deleteMany(Filters.in("_id", 2L, 3L))).block();
        Mono.from(it.raw().insertOne(new Document("_id", 777L).append("produit", "by hand")))
                .block();
        Mono.from(it.raw().insertOne(new Document("_id", "text"))).block();
        Mono.from(it.raw().dropIndexes()).block();
        Mono.from(it.view.database().getCollection("ventes_par_periode").deleteOne(new Document()))
                .block();

        it.rebuild();

        assertThat(it.documents()).isEqualTo(it.expected());
        assertThat(it.miscounted()).isEmpty();
        assertThat(Flux.from(it.raw().listIndexes()).collectList().block())
                .hasSize(1 + ViewCollections.indexes().size());
    }

    @Test
    void lostCollectionIsThereAgain() throws Exception {
        someSales();
        Mono.from(it.raw().drop()).block();

        it.rebuild();

        assertThat(it.documents()).isEqualTo(it.expected());
        assertThat(it.miscounted()).isEmpty();
    }

    @Test
    void editsOfTheApiSurvive() throws Exception {
        someSales();
        Mono.from(it.raw().drop()).block();
        it.rebuild();

        it.postgres("u", 4, 2, "7.00");
        it.postgres("r", 5, 2, "5.00");
        await().atMost(SOON).until(it::isCaughtUp);

        assertThat(it.document(4).columns().get("quantite")).isEqualTo(44L);
        assertThat(it.document(4).columns().get("prix_unitaire")).hasToString("7.00");
        assertThat(it.document(5).deleted()).isTrue();
        assertThat(it.documents()).isEqualTo(it.expected());
        assertThat(it.miscounted()).isEmpty();
    }

    @Test
    void markersThatTheTopicNoLongerHasAreTakenOver() throws Exception {
        someSales();
        var deleted = Moved.as(9001, it.document(6));
        var deletedThroughTheApi = Moved.as(9002, it.document(5));
        Mono.from(it.view.ventes().insertMany(List.of(deleted, deletedThroughTheApi)))
                .block();

        var rebuilt = it.rebuild();

        assertThat(rebuilt.markers()).isEqualTo(2);
        assertThat(it.document(9001)).isEqualTo(deleted);
        assertThat(it.document(9002)).isEqualTo(deletedThroughTheApi);
        assertThat(deletedThroughTheApi.sync().base()).isNotNull();
    }

    @Test
    void whatIsPublishedAndNotAppliedIsNotTakenUnlessItHasBeenRead() throws Exception {
        someSales();
        var before = it.documents();
        it.publish(before.get(1L), 1000);
        it.publish(Moved.as(9001, before.get(1L)), 1000);
        var read = it.publish(before.get(2L), 1000);
        Mono.from(it.view.ventes().replaceOne(Filters.eq("_id", 2L), read)).block();

        it.rebuild();

        assertThat(it.document(1)).isEqualTo(before.get(1L));
        assertThat(it.document(9001)).isNull();
        assertThat(it.document(2)).isEqualTo(read);
    }

    /** It may have counted what it did not apply, and may yet apply it when it wakes. */
    @Test
    void whatTheLastTransformerLeftInTheMiddleIsNotGuessed() throws Exception {
        someSales();
        var before = it.documents();
        it.stopTransformer();
        it.publish(before.get(1L), 1000);

        assertThatThrownBy(() -> it.rebuild())
                .isInstanceOf(RebuildFailed.class)
                .hasMessageContaining("start a transformer");

        assertThat(it.documents()).isEqualTo(before);
        assertThat(it.collections()).noneMatch(ViewCollections::isRebuilt);
    }

    @Test
    void transformerGoesOnWithoutARebuildThatDoesNotComeBack() throws Exception {
        someSales();
        var name = ViewCollections.rebuiltName();
        var newView = it.newView(name);
        var holding = new Holding(it.view, name);
        newView.create();
        assertThat(holding.place()).isTrue();
        await().atMost(SOON).until(() -> holding.standing() == Holding.Standing.YES);
        it.postgres("u", 1, 99, "1.00");

        var longAgo = Instant.EPOCH;
        Mono.from(it.view.partitions().updateMany(Filters.exists("hold"), Updates.set("hold.since", longAgo)))
                .block();

        await().atMost(SOON).until(it::isCaughtUp);
        assertThat(it.document(1).columns().get("quantite")).isEqualTo(99L);
        assertThat(holding.standing()).isEqualTo(Holding.Standing.BROKEN);
        assertThat(it.collections()).doesNotContain(name);
        assertThatThrownBy(() -> newView.swap(partition -> new Position(1, 0))).isInstanceOf(RebuildFailed.class);
        newView.write(Map.of(1L, new Effect.Put(it.document(2))));
        assertThatThrownBy(newView::requireWhole).isInstanceOf(RebuildFailed.class);
        newView.drop();
        assertThat(it.documents()).isEqualTo(it.expected());
        assertThat(it.miscounted()).isEmpty();
    }

    @Test
    void newerRebuildEndsTheOlder() throws Exception {
        someSales();
        var name = ViewCollections.rebuiltName();
        var newView = it.newView(name);
        var holding = new Holding(it.view, name);
        newView.create();
        holding.place();

        it.rebuild();

        assertThat(holding.standing()).isEqualTo(Holding.Standing.BROKEN);
        assertThatThrownBy(newView::requireWhole).isInstanceOf(RebuildFailed.class);
        assertThat(it.documents()).isEqualTo(it.expected());
        assertThat(it.miscounted()).isEmpty();
    }

    @Test
    void readsOfTheTableAreNotCutInTwo() throws Exception {
        someSales();
        it.mark(new Mark.ResyncStart(1));
        await().atMost(SOON).until(it::isCaughtUp);

        assertThatThrownBy(() -> it.rebuild())
                .isInstanceOf(RebuildFailed.class)
                .hasMessageContaining("rows are being read once more");

        assertThat(new Holding(it.view, ViewCollections.rebuiltName()).place()).isFalse();
        assertThat(it.documents()).isEqualTo(it.expected());
        assertThat(it.miscounted()).isEmpty();
    }

    @Test
    void everythingLost() throws Exception {
        someSales();
        it.postgres("c", 8, 1, "1.00");
        await().atMost(SOON).until(it::isCaughtUp);
        var expected = it.documents();
        it.stopTransformer();
        Mono.from(it.view.database().drop()).block();

        var rebuilt = it.rebuild();

        assertThat(rebuilt.partitionsMade()).isTrue();
        assertThat(it.documents()).isEqualTo(expected);
        assertThat(it.snapshotsWanted()).hasSize(RebuildFixture.PARTITIONS);
        it.startTransformer();
        it.api(Op.UPDATE, API, 77, new Expectation.At(expected.get(API).sync().position()));
        await().atMost(SOON).until(it::isCaughtUp);
        assertThat(it.document(API).columns().get("quantite")).isEqualTo(77L);
        assertThat(it.document(API).sync().position().epoch()).isEqualTo(1);
        assertThat(it.documents()).isEqualTo(it.expected());
        assertThat(it.miscounted()).isEmpty();
    }

    @Test
    void transformerWaitsForAViewThatIsMadeFromNothing() throws Exception {
        someSales();
        it.stopTransformer();
        var name = ViewCollections.rebuiltName();
        var states = new Holding(it.view, name).states();
        Mono.from(it.view.database().drop()).block();
        new Holding(it.view, name).make(states);
        it.startTransformer();
        it.postgres("u", 1, 99, "1.00");
        await().atMost(SOON).untilAsserted(() -> assertThat(it.heeded()).isEqualTo(RebuildFixture.PARTITIONS));

        assertThatThrownBy(() -> it.rebuild()).isInstanceOf(RebuildFailed.class).hasMessageContaining("stop");

        it.stopTransformer();
        it.rebuild();
        it.startTransformer();
        await().atMost(SOON).until(it::isCaughtUp);
        assertThat(it.documents()).isEqualTo(it.expected());
        assertThat(it.miscounted()).isEmpty();
    }

    /** Of every kind: PostgreSQL's, edited (4), deleted through the API (5), deleted (6), the API's own. */
    private void someSales() throws Exception {
        for (var id = 1; id <= 6; id++) {
            it.postgres("c", id, 2, id + ".00");
        }
        it.api(Op.UPDATE, 4, 44, PRESENT);
        it.api(Op.DELETE, 5, 0, PRESENT);
        it.postgres("d", 6, 0, "");
        it.api(Op.CREATE, API, 1, new Expectation.Absent());
        it.api(Op.UPDATE, API, 2, new Expectation.At(new Position(1, 100_000)));
        await().atMost(SOON).until(it::isCaughtUp);
        assertThat(it.documents()).isEqualTo(it.expected());
        assertThat(it.miscounted()).isEmpty();
    }
}
