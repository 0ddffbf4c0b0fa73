package dev.ventes.api.indicator;

import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.api.http.Problem;
import dev.ventes.api.read.Reply;
import dev.ventes.core.indicator.IndicatorCollections;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.bson.Document;

/**
 * Which derived views count all sales, as the partitions' documents say: one that is new is filled first. Any event
 * loop.
 */
final class ViewsKept {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final MongoCollection<Document> partitions;

    ViewsKept(MongoCollection<Document> partitions) {
        this.partitions = partitions;
    }

    /**
     * Fails unless the collection's view is whole in all partitions.
     *
     * @return its name; empty where there is no partition yet
     */
    Future<String> require(IndicatorCollections collection) {
        return Reply.all(partitions.find()).map(found -> {
            var name = "";
            for (var partition : found) {
                name = whole(partition).stream()
                        .filter(collection::isOf)
                        .findAny()
                        .orElseThrow(() -> Problem.unavailable("the indicators are being counted", SOON));
            }
            return name;
        });
    }

    private static List<String> whole(Document partition) {
        var views = partition.get("counting", Document.class);
        return views == null ? List.of() : views.getList("whole", String.class);
    }
}
