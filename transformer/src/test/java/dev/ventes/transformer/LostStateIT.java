package dev.ventes.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.MongoServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** MongoDB is put back to a backup, or the log is not there any more: what is left of the two must come together again. */
class LostStateIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> COLLECTIONS = List.of("ventes", "partitions");

    @TempDir
    static Path folder;

    private static KafkaServer kafka;
    private static MongoServer mongo;
    private static Admin admin;
    private TransformerFixture it;

    @BeforeAll
    static void startServers() {
        kafka = new KafkaServer(folder.resolve("kafka"), 0);
        kafka.start();
        mongo = MongoServer.start(MongoServer.Options.of(folder.resolve("mongo"), 0));
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterAll
    static void stopServers() {
        admin.close();
        mongo.close();
        kafka.close();
    }

    @BeforeEach
    void start() throws Exception {
        it = new TransformerFixture(kafka, mongo);
        it.marks(ChangeEncoder.encode(new Mark.Start(1, true)), 1);
        insert(1, 30);
        await().atMost(SOON).untilAsserted(() -> assertThat(it.view()).hasSize(30));
    }

    @AfterEach
    void stop() {
        it.close();
    }

    @Test
    void aMongoRestoredToYesterdayIsReadOnFromYesterday() throws Exception {
        it.stopTransformer();
        var yesterday = dump();
        it.startTransformer();
        var today = aDayPasses();
        it.stopTransformer();
        restore(yesterday);
        assertThat(it.view()).hasSize(30);

        it.startTransformer();

        await().atMost(SOON).untilAsserted(() -> assertThat(it.documents()).isEqualTo(today));
    }

    /** And the log is quiet, so that no batch is there to find it out. */
    @Test
    void aMongoRestoredUnderARunningTransformerIsReadOnFromYesterday() throws Exception {
        var yesterday = dump();
        var today = aDayPasses();

        restore(yesterday);

        await().atMost(SOON).untilAsserted(() -> assertThat(it.documents()).isEqualTo(today));
    }

    @Test
    void aTopicMadeAnewWhileTheTransformerRunsIsNoticed() throws Exception {
        makeTheTopicAnew();
        it.marks(ChangeEncoder.encode(new Mark.Start(2, true)), 2);
        insert(31, 60);

        thenASnapshotIsWanted();
        await().atMost(SOON).untilAsserted(() -> assertThat(it.view()).hasSize(60));
        assertThat(it.view().get(60L).sync().position().epoch()).isEqualTo(2);
    }

    @Test
    void anOutageLongerThanTheLogsRetentionIsNoticed() throws Exception {
        it.stopTransformer();
        insert(31, 60);
        deleteRecords();
        insert(61, 90);

        it.startTransformer();

        thenASnapshotIsWanted();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(it.view())
                        .hasSize(60)
                        .containsKeys(30L, 61L, 90L)
                        .doesNotContainKey(31L));
    }

    private void insert(long from, long to) throws Exception {
        for (var id = from; id <= to; id++) {
            it.postgres("c", id, id <= 30 ? 1 : 2, id);
        }
        it.flush();
    }

    private Map<Long, SaleDocument> aDayPasses() throws Exception {
        it.api(Op.CREATE, 1_000_000_000, new Expectation.Absent());
        it.api(Op.DELETE, 5, new Expectation.Present());
        it.api(Op.UPDATE, 6, new Expectation.Present());
        it.postgres("d", 7, 1, 100);
        it.postgres("u", 6, 1, 101);
        it.api(Op.UPDATE, 1_000_000_000, new Expectation.Present());
        for (var id = 200L; id <= 220; id++) {
            it.postgres("c", id, 1, id);
        }
        it.flush();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(it.view()).hasSize(50).containsKeys(220L, 1_000_000_000L));
        await().atMost(SOON).untilAsserted(it::assertAllApplied);
        return it.documents();
    }

    private void thenASnapshotIsWanted() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(it.progress())
                        .filteredOn(Progress.SnapshotWanted.class::isInstance)
                        .hasSize(TransformerFixture.PARTITIONS));
    }

    private Map<String, List<Document>> dump() {
        var dump = new HashMap<String, List<Document>>();
        for (var name : COLLECTIONS) {
            dump.put(
                    name,
                    Flux.from(it.database().getCollection(name).find())
                            .collectList()
                            .block());
        }
        return dump;
    }

    private void restore(Map<String, List<Document>> dump) {
        for (var name : COLLECTIONS) {
            var collection = it.database().getCollection(name);
            Mono.from(collection.deleteMany(new Document())).block();
            Mono.from(collection.insertMany(dump.get(name))).block();
        }
    }

    private void makeTheTopicAnew() throws Exception {
        var changes = it.topic("changes");
        admin.deleteTopics(List.of(changes)).all().get();
        await().atMost(SOON).until(() -> !admin.listTopics().names().get().contains(changes));
        var topics = new Topics(it.topic("x").replace(".x", ""), TransformerFixture.PARTITIONS, (short) 1);
        topics.create(admin);
    }

    private void deleteRecords() throws Exception {
        var upTo = new HashMap<TopicPartition, RecordsToDelete>();
        var ends = new ArrayList<>(it.read("changes"));
        ends.forEach(record -> upTo.put(
                new TopicPartition(record.topic(), record.partition()),
                RecordsToDelete.beforeOffset(record.offset() + 1)));
        admin.deleteRecords(upTo).all().get();
    }
}
