package dev.ventes.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.topic.Topics;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.MongoServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Sales that a server could refuse, on real servers: none stops what follows it in its partition. */
class OddSalesIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Columns that no sale can have. */
    private static final Map<Long, String> REJECTED = Map.ofEntries(
            Map.entry(1L, "\"prix_unitaire\":\"" + "9".repeat(35) + "\""),
            Map.entry(2L, "\"prix_unitaire\":\"" + "9".repeat(7000) + "\""),
            Map.entry(3L, "\"quantite\":9000000000000000000,\"prix_unitaire\":\"" + "9".repeat(34) + "\""),
            Map.entry(4L, "\"_id\":7"),
            Map.entry(5L, "\"_sync\":{\"epoch\":9}"),
            Map.entry(6L, "\"montant_total\":\"1.00\""),
            Map.entry(7L, "\"$set\":{\"produit\":\"x\"}"),
            Map.entry(8L, "\"\":1"),
            Map.entry(9L, "\"a\\u0000b\":1"),
            Map.entry(10L, "\"details\":" + "[".repeat(150) + "]".repeat(150)),
            Map.entry(11L, "\"details\":{\"$where\":1,\"a\\u0000\":2}"));

    /** Columns that are odd, and yet a sale's. */
    private static final Map<Long, String> APPLIED = Map.of(
            21L, "\"prix_unitaire\":\"NaN\"",
            22L, "\"quantite\":\"many\"",
            23L, "\"date_vente\":\"never\"",
            24L, "\"a.b\":{\"c.d\":[]},\"produit\":null",
            25L, "\"prix_unitaire\":\"1E-6000\",\"quantite\":0",
            26L, "\"prix_unitaire\":\"1E+7000\"",
            27L, "\"details\":" + "[".repeat(49) + "]".repeat(49));

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
    void noOddSaleStopsItsPartition() throws Exception {
        for (var row : REJECTED.entrySet()) {
            insert(row.getKey(), row.getValue(), row.getKey());
        }
        it.raw(12, "no JSON at all".getBytes(StandardCharsets.UTF_8), 1);
        it.raw(13, new byte[0], 1);
        for (var row : APPLIED.entrySet()) {
            insert(row.getKey(), row.getValue(), row.getKey());
        }
        for (var id = 101L; id <= 130; id++) {
            it.postgres("c", id, 1, id);
        }

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(it.view().keySet())
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.concat(IntStream.rangeClosed(21, 27), IntStream.rangeClosed(101, 130))
                                        .mapToObj(Long::valueOf)
                                        .toList()));
        await().atMost(SOON).untilAsserted(() -> assertThat(it.read("rejected")).hasSize(13));
    }

    /** What it was and what it is, together with all that stands around them, must fit into one record. */
    @Test
    void theLargestSaleOfAllIsPublishedAndChanged() throws Exception {
        // Control characters are six times as long in JSON as in the column.
        var large = "\\u0001".repeat((Topics.CHANGE_BYTES - 2048) / 6);
        insert(1, "\"produit\":\"" + large + "\"", 1);
        insert(1, "\"produit\":\"" + large + "\",\"quantite\":2", 2);
        it.postgres("c", 2, 1, 3);
        it.postgres("c", 3, 1, 3);
        it.postgres("c", 4, 1, 3);

        await().atMost(SOON).untilAsserted(() -> assertThat(it.view()).containsOnlyKeys(1L, 2L, 3L, 4L));
        assertThat(it.view().get(1L).columns().get("quantite")).isEqualTo(2L);
        assertThat(it.read("enriched")).hasSize(5);
        assertThat(it.read("rejected")).isEmpty();
    }

    /** To reject the change would lose it, and every other one of the sale. */
    @Test
    void aDocumentThatSomebodyElseWroteEndsTheTransformerWithItsNameAndWhatMendsIt() throws Exception {
        it.api(Op.CREATE, 5, new Expectation.Absent());
        await().atMost(SOON).untilAsserted(() -> assertThat(it.view()).containsKey(5L));
        var ventes = it.database().getCollection("ventes");
        var written = Mono.from(ventes.find(new Document("_id", 5L))).block();
        Mono.from(ventes.updateOne(
                        new Document("_id", 5L), new Document("$set", new Document("_sync.offset", "seven"))))
                .block();
        it.api(Op.UPDATE, 5, new Expectation.Present());

        var ended = it.firstEnded();
        await().atMost(SOON).until(ended::isCompletedExceptionally);
        assertThat(causes(ended))
                .anySatisfy(message -> assertThat(message)
                        .startsWith("the document of sale 5 was not written by Ventes")
                        .endsWith("\"ventes resync --from 5 --to 5\""));

        Mono.from(ventes.replaceOne(new Document("_id", 5L), written)).block();
        it.stopTransformer();
        it.startTransformer();
        await().atMost(SOON).untilAsserted(it::assertAllApplied);
        assertThat(it.view().get(5L).sync().position().offset()).isPositive();
    }

    private static List<String> causes(CompletableFuture<Void> ended) {
        try {
            ended.join();
            return List.of();
        } catch (CompletionException e) {
            return Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
                    .map(Throwable::getMessage)
                    .toList();
        }
    }

    private void insert(long id, String columns, long lsn) throws Exception {
        var value = """
                {"before":null,"after":{"id":%d,%s},\
                "source":{"connector":"postgresql","lsn":%d,"ts_us":%d},"op":"%s"}""".formatted(id, columns, lsn, lsn, lsn == 1 || id > 1 ? "c" : "u");
        it.raw(id, value.getBytes(StandardCharsets.UTF_8), 1);
    }
}
