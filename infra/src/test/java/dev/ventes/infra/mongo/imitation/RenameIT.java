package dev.ventes.infra.mongo.imitation;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Indexes.descending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;

/** A collection takes another one's place in one step. */
class RenameIT {
    private static final int TIMES = 50;
    private static final int QUERY_PLAN_KILLED = 175;

    @TempDir
    private Path folder;

    @Test
    void nobodySeesItHalfDone() {
        try (var server = new ImitationServer(folder, 0)) {
            server.start();
            try (var client = MongoClients.create(server.uri())) {
                var database = client.getDatabase("probe");
                var sales = database.getCollection("sales");
                var anew = database.getCollection("anew");
                Await.first(sales.insertOne(version(0)));
                var stop = new AtomicBoolean();
                var looks = new AtomicInteger();
                var reader = CompletableFuture.runAsync(() -> {
                    while (!stop.get()) {
                        look(sales);
                        looks.incrementAndGet();
                    }
                });
                for (int v = 1; v <= TIMES; v++) {
                    Await.first(anew.insertOne(version(v)));
                    Await.first(anew.createIndex(descending("v", "_id")));
                    Await.first(takePlace(anew, sales));
                }
                stop.set(true);
                reader.join();

                assertThat(looks).hasPositiveValue();
                assertThat(Await.all(sales.find(lte("v", TIMES)).sort(descending("v", "_id"))))
                        .containsExactly(version(TIMES));
                assertThat(Await.all(database.listCollectionNames())).doesNotContain("anew");
                assertThatThrownBy(() -> Await.first(takePlace(anew, sales)))
                        .isInstanceOfSatisfying(
                                MongoCommandException.class,
                                e -> assertThat(e.getErrorCode()).isEqualTo(26));
            }
            server.stop();
            server.start();
            try (var client = MongoClients.create(server.uri())) {
                var sales = client.getDatabase("probe").getCollection("sales");
                assertThat(Await.all(sales.find())).containsExactly(version(TIMES));
            }
        }
    }

    /** Either the document is there, or the server says that it did not look to the end. */
    private static void look(MongoCollection<Document> sales) {
        try {
            assertThat(Await.all(sales.find(eq("_id", 1L)).limit(1))).hasSize(1);
        } catch (MongoCommandException replaced) {
            assertThat(replaced.getErrorCode()).isEqualTo(QUERY_PLAN_KILLED);
        }
    }

    private static Document version(int v) {
        return new Document("_id", 1L).append("v", v);
    }

    private static Publisher<Void> takePlace(MongoCollection<Document> anew, MongoCollection<Document> old) {
        return anew.renameCollection(old.getNamespace(), new RenameCollectionOptions().dropTarget(true));
    }
}
