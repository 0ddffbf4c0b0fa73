package dev.ventes.transformer.store;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.transformer.derive.Bucket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How far a partition was counted, for whoever compares the derived views with the sales.
 *
 * @param owner grows with every claim, and with every hold
 * @param held a rebuild is about to swap the view
 * @param applied all changes up to here are in the sales
 * @param counted all changes up to here are in the views that are whole
 * @param whole their names
 * @param idle whether no change waits to be counted: then all that was applied is counted
 */
public record CountedPartition(
        int partition,
        long owner,
        boolean held,
        Position applied,
        Bucket.Counted counted,
        Set<String> whole,
        boolean idle) {

    /** Which partitions there are. */
    public static List<Integer> all(ViewCollections view) {
        return Flux.from(view.partitions()
                        .find()
                        .projection(Projections.include("_id"))
                        .sort(Sorts.ascending("_id")))
                .map(document -> document.getInteger("_id"))
                .collectList()
                .blockOptional()
                .orElse(List.of());
    }

    /** As it is; empty if nobody has claimed it yet. */
    public static Optional<CountedPartition> read(ViewCollections view, int partition) {
        // In this order: what was applied by then, and does not wait after that, has been counted.
        var document =
                Mono.from(view.partitions().find(Filters.eq("_id", partition))).block();
        if (document == null) {
            return Optional.empty();
        }
        return Optional.of(of(document, new Uncounted(view).isEmpty(partition)));
    }

    private static CountedPartition of(Document document, boolean idle) {
        var read = CountingBson.read(document);
        var applied = new Position(document.getLong("epoch"), document.getLong("offset"));
        var all = Bucket.Counted.all(applied);
        return new CountedPartition(
                document.getInteger("_id"),
                document.getLong("owner"),
                document.containsKey(Holds.HOLD),
                applied,
                idle && all.compareTo(read.through()) > 0 ? all : read.through(),
                read.coverage().whole(),
                idle);
    }

    /** Whether the same instance has had it all the time: nobody has swapped the view, or put a backup back. */
    public boolean isUndisturbedSince(CountedPartition before) {
        return owner == before.owner && !held && applied.isAtOrAbove(before.applied) && whole.equals(before.whole);
    }
}
