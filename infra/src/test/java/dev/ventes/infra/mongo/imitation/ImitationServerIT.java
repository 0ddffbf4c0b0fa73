package dev.ventes.infra.mongo.imitation;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Indexes.descending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.infra.PortTakenException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;

class ImitationServerIT {
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    @TempDir
    private static Path folder;

    private static ImitationServer server;
    private static MongoClient client;

    private MongoCollection<Document> sales;

    @BeforeAll
    static void start() {
        server = new ImitationServer(folder, 0);
        server.start();
        client = MongoClients.create(server.uri());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @BeforeEach
    void aCollectionOfItsOwn(TestInfo test) {
        sales = client.getDatabase("probe")
                .getCollection(test.getTestMethod().orElseThrow().getName())
                .withWriteConcern(WriteConcern.MAJORITY);
    }

    @Test
    void guardedReplacesByManyThreadsLoseNothing() {
        int writers = 6;
        int increments = 200;
        Await.first(
                sales.insertOne(new Document("_id", 1L).append("n", 0).append("_sync", new Document("version", 0))));

        try (var threads = Executors.newFixedThreadPool(writers)) {
            var all = IntStream.range(0, writers)
                    .mapToObj(writer -> CompletableFuture.runAsync(() -> increment(increments), threads))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(all).join();
        }

        Document end = Await.first(sales.find(eq("_id", 1L)));
        assertThat(end.getInteger("n")).isEqualTo(writers * increments);
        assertThat(end.get("_sync", Document.class).getInteger("version")).isEqualTo(writers * increments);
    }

    private void increment(int times) {
        for (int done = 0; done < times; ) {
            Document seen = Await.first(sales.find(eq("_id", 1L)));
            int version = seen.get("_sync", Document.class).getInteger("version");
            assertThat(seen.getInteger("n")).as("both fields of one write").isEqualTo(version);
            Document next = new Document("n", version + 1).append("_sync", new Document("version", version + 1));
            var result = Await.first(sales.replaceOne(and(eq("_id", 1L), eq("_sync.version", version)), next));
            done += (int) result.getModifiedCount();
        }
    }

    @Test
    void duplicatesInAnUnorderedBulkAreReportedAtTheirPlacesAndStopNothing() {
        Await.first(sales.insertMany(List.of(new Document("_id", 1L), new Document("_id", 3L))));
        var writes = List.of(
                new InsertOneModel<>(new Document("_id", 1L)),
                new InsertOneModel<>(new Document("_id", 2L)),
                new ReplaceOneModel<>(and(eq("_id", 3L), eq("v", null)), new Document("v", 1)),
                new InsertOneModel<>(new Document("_id", 3L)),
                new InsertOneModel<>(new Document("_id", 4L)));

        var thrown = catchThrowableOfType(
                MongoBulkWriteException.class, () -> Await.first(sales.bulkWrite(writes, UNORDERED)));

        assertThat(thrown.getWriteErrors())
                .extracting(BulkWriteError::getIndex, BulkWriteError::getCode)
                .containsExactlyInAnyOrder(tuple(0, 11000), tuple(3, 11000));
        assertThat(ids(sales.find())).containsExactly(1L, 2L, 3L, 4L);
        assertThat(Await.first(sales.find(eq("_id", 3L))).get("v")).isEqualTo(1);
    }

    @Test
    void aUniqueIndexRefusesTheSecondAndAllowsAChangeOfTheFirst() {
        Await.first(sales.createIndex(ascending("event"), new IndexOptions().unique(true)));
        Await.first(sales.insertOne(new Document("_id", 1L).append("event", "a")));

        assertThatThrownBy(() -> Await.first(sales.insertOne(new Document("_id", 2L).append("event", "a"))))
                .isInstanceOfSatisfying(
                        MongoWriteException.class, e -> assertThat(e.getCode()).isEqualTo(11000));

        Await.first(sales.updateOne(eq("_id", 1L), Updates.set("event", "b")));
        Await.first(sales.insertOne(new Document("_id", 2L).append("event", "a")));
        assertThat(ids(sales.find(eq("event", "b")))).containsExactly(1L);
    }

    @Test
    void keysetPagesThroughAnIndexAreTheFullSort() {
        Await.first(sales.createIndex(descending("date_vente", "_id")));
        Await.first(sales.insertMany(IntStream.range(0, 500)
                .mapToObj(i -> new Document("_id", (long) i).append("date_vente", Instant.ofEpochSecond(day(i))))
                .toList()));

        var paged = new ArrayList<Document>();
        for (List<Document> page = page(new Document()); !page.isEmpty(); page = page(after(paged.getLast()))) {
            paged.addAll(page);
        }

        assertThat(paged.stream().map(sale -> sale.getLong("_id")).toList())
                .isEqualTo(LongStream.range(0, 500)
                        .boxed()
                        .sorted(Comparator.comparingLong(ImitationServerIT::day)
                                .thenComparing(Comparator.naturalOrder())
                                .reversed())
                        .toList());
    }

    /** The same for several sales, and in another order than the ids. */
    private static long day(long id) {
        return id * 7 % 60;
    }

    private List<Document> page(Bson filter) {
        return Await.all(
                sales.find(filter).sort(descending("date_vente", "_id")).limit(23));
    }

    private static Bson after(Document last) {
        return and(
                lte("date_vente", last.get("date_vente")),
                or(lt("date_vente", last.get("date_vente")), lt("_id", last.getLong("_id"))));
    }

    @Test
    void nullMeansNullOrMissingAndAnIndexAgrees() {
        List<Document> three = List.of(
                new Document("_id", 1L).append("client", null),
                new Document("_id", 2L),
                document(3, "client", "17850"));
        Await.first(sales.insertMany(three));
        assertThat(ids(sales.find(eq("client", null)))).containsExactly(1L, 2L);

        Await.first(sales.createIndex(ascending("client")));

        assertThat(ids(sales.find(eq("client", null)))).containsExactly(1L, 2L);
        assertThat(ids(sales.find(eq("client", "17850")))).containsExactly(3L);
        assertThat(ids(sales.find().sort(descending("client")))).startsWith(3L);
    }

    @Test
    void rangesUnderAnEqualityComeInOrderFromDottedFields() {
        Await.first(sales.createIndex(ascending("_sync.partition", "_sync.offset")));
        Await.first(sales.insertMany(IntStream.range(0, 100)
                .mapToObj(i ->
                        document(i, "_sync", new Document("partition", i % 3).append("offset", (long) (100 - i))))
                .toList()));

        assertThat(ids(sales.find(and(eq("_sync.partition", 1), gte("_sync.offset", 90L), lt("_sync.offset", 97L)))
                        .sort(ascending("_sync.offset"))))
                .containsExactly(10L, 7L, 4L);
    }

    @Test
    void namedIdsAreFoundInOneQueryWhateverTheirIntegerType() {
        Await.first(sales.insertMany(
                IntStream.range(0, 1000).mapToObj(i -> document(i, "n", i)).toList()));

        assertThat(ids(sales.find(in("_id", 999L, 5, 7L, 123_456L)))).containsExactly(5L, 7L, 999L);
        assertThat(ids(sales.find(and(in("_id", 5L, 7L), eq("n", 7))))).containsExactly(7L);
        assertThat(ids(sales.find(and(gte("_id", 997L), lt("_id", 999L))).sort(descending("_id"))))
                .containsExactly(998L, 997L);
    }

    @Test
    void countersAreTakenInBlocksWithoutOverlap() {
        var starts = Stream.generate(() -> Updates.inc("next", 100L))
                .limit(50)
                .parallel()
                .map(block -> Await.first(sales.findOneAndUpdate(
                        eq("_id", "ids"),
                        block,
                        new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER))))
                .map(counter -> counter.getLong("next"))
                .toList();

        assertThat(starts).doesNotHaveDuplicates().hasSize(50).contains(100L, 5000L);
    }

    @Test
    void documentsAndIndexesAreThereAfterARestartOnTheSamePort(@TempDir Path other) {
        try (var restarted = new ImitationServer(other, 0);
                var its = MongoClients.create(restarted.uri())) {
            restarted.start();
            MongoCollection<Document> kept = its.getDatabase("a").getCollection("kept");
            Document sale = document(1, "produit", "Écran")
                    .append("prix_unitaire", new Decimal128(new BigDecimal("150.00")))
                    .append("date_vente", Instant.parse("2024-01-13T16:45:00Z"))
                    .append("pays", null)
                    .append("_sync", new Document("offset", 1L << 60));
            Await.first(kept.createIndex(ascending("produit")));
            Await.first(kept.insertOne(sale));

            restarted.stop();
            restarted.start();

            assertThat(Await.first(kept.find(eq("produit", "Écran"))).toBsonDocument())
                    .isEqualTo(sale.toBsonDocument());
            assertThat(Await.all(kept.listIndexes()))
                    .extracting(index -> index.get("name"))
                    .contains("produit_1");
            Await.first(kept.drop());
            Await.first(kept.insertOne(document(2, "produit", "Phone")));
            restarted.stop();
            restarted.start();
            assertThat(ids(kept.find())).containsExactly(2L);
        }
    }

    @Test
    void aTakenPortIsNamed(@TempDir Path other) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var second = new ImitationServer(other, taken.getLocalPort())) {
            assertThatThrownBy(second::start).isInstanceOfSatisfying(PortTakenException.class, e -> {
                assertThat(e.server()).isEqualTo("MongoDB");
                assertThat(e.port()).isEqualTo(taken.getLocalPort());
            });
        }
    }

    private static Document document(long id, String field, Object value) {
        return new Document("_id", id).append(field, value);
    }

    private static List<Long> ids(Publisher<Document> found) {
        return Await.all(found).stream()
                .map(document -> document.getLong("_id"))
                .toList();
    }
}
