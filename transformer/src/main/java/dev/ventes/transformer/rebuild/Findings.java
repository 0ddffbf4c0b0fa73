package dev.ventes.transformer.rebuild;

import dev.ventes.core.log.Position;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.topic.Progress;
import dev.ventes.transformer.fold.PartitionState;
import dev.ventes.transformer.publish.Enriched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the records of {@code ventes.enriched} say of where the view stood, for when nobody else knows: whatever is on
 * the topic was decided, and so was everything before it in its partition. Pure.
 */
final class Findings {
    private final Map<Integer, Found> found = new HashMap<>();

    private record Found(Position position, String topicId, long generation) {
        Found and(Found other) {
            var later = other.position.isAtOrAbove(position) ? other : this;
            return new Found(later.position, later.topicId, Math.max(generation, other.generation));
        }
    }

    void add(Enriched enriched) {
        var sync = enriched.sale().sync();
        found.merge(sync.partition(), new Found(sync.position(), enriched.topicId(), sync.generation()), Found::and);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /**
     * The partitions' states: nothing at or below them is to be decided again.
     *
     * @param topicId the log's id as it is now, for a log of which nothing is known
     * @param applied what was announced last
     */
    List<PartitionState> states(String topicId, int partitions, Map<Integer, Progress.Applied> applied) {
        var states = new ArrayList<PartitionState>();
        for (var partition = 0; partition < partitions; partition++) {
            states.add(state(partition, topicId, partitions, applied.get(partition)));
        }
        return states;
    }

    private PartitionState state(int partition, String topicId, int partitions, Progress.Applied applied) {
        var first = PartitionState.first(partition, topicId, partitions, 0);
        var read = found.getOrDefault(partition, new Found(new Position(0, -1), topicId, 0));
        var last = applied == null
                ? read
                : read.and(new Found(new Position(applied.epoch(), applied.offset()), applied.topicId(), 0));
        if (last.position.epoch() == 0) {
            return first;
        }
        return new PartitionState(
                partition,
                last.topicId,
                partitions,
                last.position.epoch(),
                last.position.offset(),
                -1,
                0,
                applied == null ? 0 : applied.term(),
                last.generation,
                false,
                -1,
                PartitionState.Truncated.NONE);
    }

    /** Whether the sale lies where a log of so many partitions has it. */
    static boolean isAtHome(Enriched enriched, int partitions) {
        var sale = enriched.sale();
        return SaleKey.partition(sale.id(), partitions) == sale.sync().partition();
    }
}
