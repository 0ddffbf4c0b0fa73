package dev.ventes.api.indicator;

import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.api.http.Problem;
import dev.ventes.api.read.Reply;
import dev.ventes.core.indicator.IndicatorCollections;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
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
     * Fails unless the same view of the collection is whole in all partitions.
     *
     * @return its name; empty where there is no partition yet
     */
    Future<String> require(IndicatorCollections collection) {
        return Reply.all(partitions.find()).map(found -> {
            var names = new HashSet<String>();
            for (var partition : found) {
                var name = whole(partition).stream().filter(collection::isOf).findAny();
                // While the zone is being changed, some count the days of one and some those of another.
                if (name.isEmpty() || (names.add(name.get()) && names.size() > 1)) {
                    throw Problem.unavailable("the indicators are being counted", SOON);
                }
            }
            return names.stream().findAny().orElse("");
        });
    }

    private static List<String> whole(Document partition) {
        var views = partition.get("counting", Document.class);
        return views == null ? List.of() : views.getList("whole", String.class);
    }
}
