package dev.ventes.api.id;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.api.Sales;
import dev.ventes.api.read.Reply;
import dev.ventes.api.read.View;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.infra.mongo.MongoServer;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaleIdsIT {
    @TempDir
    Path folder;

    @Test
    void noNumberIsGivenTwiceByAnyInstanceAndARestoredCounterIsLeftBehind() {
        try (var server = MongoServer.start(MongoServer.Options.of(folder, 0));
                var client = MongoClients.create(server.uri())) {
            var collections = ViewCollections.of(client, "salesdb_mongo_ids_test");
            Reply.all(collections.database().drop()).await();
            var view = new View(collections);
            var one = new SaleIds(collections, view);
            var other = new SaleIds(collections, view);

            var asked = new ArrayList<Future<Long>>();
            for (var i = 0; i < 250; i++) {
                asked.add(one.next());
                asked.add(other.next());
            }
            List<Long> given = Future.all(asked).await().list();

            assertThat(new HashSet<>(given)).hasSize(500);
            assertThat(given).allMatch(id -> id >= SaleIds.FIRST && id < SaleIds.FIRST + 600);

            Reply.all(collections.counters().deleteMany(Filters.empty())).await();
            Reply.all(collections.ventes().insertOne(Sales.marker(SaleIds.FIRST + 5000)))
                    .await();
            var restored = new SaleIds(collections, view);
            var taken = restored.next().await();
            restored.skip(taken).await();

            assertThat(taken).isEqualTo(SaleIds.FIRST);
            assertThat(restored.next().await()).isEqualTo(SaleIds.FIRST + 5001);
        }
    }
}
