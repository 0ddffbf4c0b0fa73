package dev.ventes.infra.mongo.imitation;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.infra.Server;
import dev.ventes.infra.process.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImitationKillIT {
    private static final int LIVES = 3;
    private static final int BULK = 50;

    @TempDir
    private Path folder;

    @Test
    void everyAcknowledgedWriteSurvivesKillsInTheMiddleOfWriting() {
        var acknowledged = new ConcurrentLinkedQueue<Long>();
        try (var server = ServerProcess.mongo(folder, 0)) {
            for (int life = 0; life < LIVES; life++) {
                long first = life * 1_000_000L;
                int goal = acknowledged.size() + 20 * BULK;
                server.start();
                var writer = CompletableFuture.runAsync(() -> writeUntilKilled(server, first, acknowledged));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(acknowledged).hasSizeGreaterThan(goal));
                server.kill();
                writer.join();
            }
            server.start();

            try (MongoClient client = client(server)) {
                List<Long> stored = Await.all(sales(client).find()).stream()
                        .map(sale -> sale.getLong("_id"))
                        .toList();
                assertThat(stored).containsAll(acknowledged);
            }
        }
    }

    private static void writeUntilKilled(Server server, long first, Queue<Long> acknowledged) {
        try (MongoClient client = client(server)) {
            for (long from = first; ; from += BULK) {
                List<Long> ids = LongStream.range(from, from + BULK).boxed().toList();
                var inserts = ids.stream()
                        .map(id -> new InsertOneModel<>(new Document("_id", id)))
                        .toList();
                Await.first(sales(client).bulkWrite(inserts, new BulkWriteOptions().ordered(false)));
                acknowledged.addAll(ids);
            }
        } catch (MongoException killed) {
            assertThat(killed).hasMessageNotContaining("duplicate");
        }
    }

    private static MongoCollection<Document> sales(MongoClient client) {
        return client.getDatabase("probe").getCollection("sales");
    }

    private static MongoClient client(Server server) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString("mongodb://" + Server.HOST + ":" + server.port()))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(2, TimeUnit.SECONDS))
                .build());
    }
}
