package dev.ventes.infra.mongo.imitation;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two collections with the same random documents, one of them indexed, go through the same random writes and are asked
 * the same random questions. The seed is fixed; a failure names the question.
 */
class PlanMatchesScanIT {
    private static final List<String> FIELDS = List.of("_id", "a", "b", "c.d", "w");
    private static final int DOCUMENTS = 300;
    private static final int QUESTIONS = 1_500;

    private final Random random = new Random(20_240_110);

    @TempDir
    private Path folder;

    @Test
    void whatAnIndexFindsIsWhatAFullScanFinds() {
        try (var server = new ImitationServer(folder, 0);
                MongoClient client = MongoClients.create(server.uri())) {
            server.start();
            MongoCollection<Document> scanned = client.getDatabase("probe").getCollection("scanned");
            MongoCollection<Document> indexed = client.getDatabase("probe").getCollection("indexed");
            Await.first(indexed.createIndex(Indexes.ascending("a", "b")));
            Await.first(indexed.createIndex(Indexes.compoundIndex(Indexes.descending("b"), Indexes.ascending("c.d"))));
            Await.first(indexed.createIndex(Indexes.descending("c.d", "_id")));
            Await.first(indexed.createIndex(Indexes.ascending("c.d"), new IndexOptions().sparse(true)));
            Await.first(
                    indexed.createIndex(Indexes.compoundIndex(Indexes.ascending("w"), Indexes.descending("a", "_id"))));
            for (int id = 0; id < DOCUMENTS; id++) {
                Document document = document(id);
                Await.first(scanned.insertOne(document));
                Await.first(indexed.insertOne(document));
            }
            for (int i = 0; i < QUESTIONS; i++) {
                if (i % 5 == 0) {
                    changeBoth(scanned, indexed);
                }
                ask(scanned, indexed);
            }
        }
    }

    private void changeBoth(MongoCollection<Document> scanned, MongoCollection<Document> indexed) {
        int number = random.nextInt(DOCUMENTS);
        Document id = new Document("_id", (long) number);
        switch (random.nextInt(4)) {
            case 0 -> List.of(scanned, indexed).forEach(sales -> Await.first(sales.deleteOne(id)));
            case 1 -> {
                Document update = new Document("$set", new Document(FIELDS.get(1 + random.nextInt(3)), value()));
                List.of(scanned, indexed).forEach(sales -> Await.first(sales.updateOne(id, update)));
            }
            default -> {
                Document guarded = new Document(id).append("a", value());
                Document replacement = document(number);
                List.of(scanned, indexed).forEach(sales -> Await.first(sales.replaceOne(guarded, replacement)));
            }
        }
    }

    private void ask(MongoCollection<Document> scanned, MongoCollection<Document> indexed) {
        Document filter = filter();
        Document sort = sort();
        int limit = random.nextBoolean() ? 0 : 1 + random.nextInt(20);

        List<Document> expected = Await.all(scanned.find(filter).sort(sort).limit(limit));
        List<Document> found = Await.all(indexed.find(filter).sort(sort).limit(limit));

        // Without a sort the order is nobody's promise, and with a limit not even the choice.
        String question = filter.toJson() + " sorted " + sort.toJson() + " limited to " + limit;
        if (!sort.isEmpty()) {
            assertThat(found).as(question).containsExactlyElementsOf(expected);
        } else if (limit == 0) {
            assertThat(found).as(question).containsExactlyInAnyOrderElementsOf(expected);
        } else {
            assertThat(found).as(question).hasSameSizeAs(expected);
        }
    }

    @Test
    void countingStopsAtTheLimit() {
        try (var server = new ImitationServer(folder, 0);
                MongoClient client = MongoClients.create(server.uri())) {
            server.start();
            MongoCollection<Document> counted = client.getDatabase("probe").getCollection("counted");
            Await.first(counted.createIndex(Indexes.ascending("a")));
            for (int id = 0; id < 20; id++) {
                Await.first(counted.insertOne(new Document("_id", id).append("a", id % 2)));
            }
            Document odd = new Document("a", 1);
            long before = server.looked();

            assertThat(Await.first(counted.countDocuments(odd, new CountOptions().limit(3))))
                    .isEqualTo(3L);
            assertThat(server.looked() - before).isEqualTo(3);
            assertThat(Await.first(counted.countDocuments(odd))).isEqualTo(10L);
            assertThat(Await.first(counted.countDocuments(odd, new CountOptions().skip(4))))
                    .isEqualTo(6L);
            assertThat(Await.first(counted.countDocuments(new Document("a", 7))))
                    .isZero();
            assertThat(Await.first(counted.countDocuments())).isEqualTo(20L);
        }
    }

    private Document document(int id) {
        var document = new Document("_id", (long) id);
        if (random.nextInt(5) != 0) {
            document.append("a", value());
        }
        if (random.nextInt(5) != 0) {
            document.append("b", value());
        }
        if (random.nextInt(5) != 0) {
            document.append("c", new Document("d", value()));
        }
        if (random.nextInt(5) != 0) {
            document.append("w", random.nextInt(8) == 0 ? value() : values());
        }
        return document;
    }

    /** Sometimes none, sometimes one twice. */
    private List<Object> values() {
        return IntStream.range(0, random.nextInt(4)).mapToObj(i -> value()).toList();
    }

    /** Of few kinds and few values, so that there is something to find. All numbers are exact as doubles. */
    private Object value() {
        int n = random.nextInt(6);
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> "s" + n;
            case 2 -> n / 2.0;
            case 3 -> new Decimal128(new BigDecimal(n).setScale(2));
            case 4 -> n % 2 == 0;
            case 5 -> (long) n;
            default -> n;
        };
    }

    private Document filter() {
        var parts = new ArrayList<Document>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parts.add(condition());
        }
        return switch (parts.size()) {
            case 0 -> new Document();
            case 1 -> parts.getFirst();
            default ->
                switch (random.nextInt(4)) {
                    case 0 -> new Document("$or", parts);
                    case 1 -> new Document(condition()).append("$or", parts);
                    default -> new Document("$and", parts);
                };
        };
    }

    private Document condition() {
        String field = FIELDS.get(random.nextInt(FIELDS.size()));
        Object condition = switch (random.nextInt(6)) {
            case 0 -> new Document("$gt", operand(field));
            case 1 -> new Document("$gte", operand(field)).append("$lt", operand(field));
            case 2 -> new Document("$lte", operand(field));
            case 3 -> new Document("$in", List.of(operand(field), operand(field), operand(field)));
            case 4 -> new Document("$ne", operand(field));
            default -> operand(field);
        };
        return new Document(field, condition);
    }

    private Object operand(String field) {
        if (field.equals("_id")) {
            return (long) random.nextInt(DOCUMENTS);
        }
        Object value = value();
        return value == null ? 1 : value;
    }

    /** Empty, or one to three fields with {@code _id} as the last, which makes the order complete. */
    private Document sort() {
        var sort = new Document();
        if (random.nextBoolean()) {
            IntStream.range(0, random.nextInt(3))
                    .mapToObj(i -> FIELDS.get(1 + random.nextInt(3)))
                    .forEach(field -> sort.append(field, direction()));
            sort.append("_id", direction());
        }
        return sort;
    }

    private int direction() {
        return random.nextBoolean() ? 1 : -1;
    }
}
