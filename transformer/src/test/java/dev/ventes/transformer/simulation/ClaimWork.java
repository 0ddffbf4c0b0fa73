package dev.ventes.transformer.simulation;

import dev.ventes.transformer.fold.PartitionState;
import java.util.ArrayList;
import java.util.List;

/** Claims what was assigned, as {@code Ownership.claim} does. */
final class ClaimWork extends Work {
    private final Transformer transformer;
    private final World world;
    private final List<Integer> all;
    private final List<PartitionState> claimed = new ArrayList<>();
    private final List<PartitionState> renewed = new ArrayList<>();
    private String topicId;
    private final int[] incarnations = new int[Log.PARTITIONS];
    private final long[] ends = new long[Log.PARTITIONS];

    ClaimWork(Transformer transformer) {
        this.transformer = transformer;
        this.world = transformer.world;
        this.all = new ArrayList<>(transformer.unclaimed);
        then(this::describe);
    }

    @Override
    Work again() {
        return transformer.unclaimed.isEmpty() ? null : new ClaimWork(transformer);
    }

    private void describe() {
        topicId = world.log.topicId();
        for (var partition : all) {
            incarnations[partition] = world.log.incarnation(partition);
            ends[partition] = world.log.end(partition);
            then(() -> claim(partition));
        }
        then(() -> transformer.prove());
        then(this::announce);
    }

    private void claim(int partition) {
        var state = world.view.claim(partition);
        transformer.horizons.put(partition, new Horizon(world.view, partition));
        transformer.remembered.keySet().removeIf(id -> id.partition() == partition);
        var created = !state.topicId().equals(topicId);
        var wasCut = !created && state.offset() + 1 > ends[partition];
        if (created || wasCut) {
            state = inNewLog(state).at(created ? -1 : ends[partition] - 1, -1);
            renewed.add(state);
        }
        claimed.add(state);
    }

    private PartitionState inNewLog(PartitionState state) {
        return world.flaw == Flaw.EPOCH_STAYS
                ? new PartitionState(
                        state.partition(),
                        topicId,
                        state.partitions(),
                        state.epoch(),
                        -1,
                        -1,
                        state.owner(),
                        state.term(),
                        state.generation(),
                        state.reading(),
                        state.resyncing(),
                        state.truncated())
                : state.inNewLog(topicId);
    }

    private void announce() {
        for (var state : renewed) {
            then(transformer.sending(() -> world.progress.want(state.partition())));
        }
        then(transformer::awaitSent);
        for (var state : renewed) {
            then(() -> Transformer.require(world.view.save(state)));
        }
        for (var state : claimed) {
            then(transformer.sending(() -> {
                transformer.incarnations[state.partition()] = incarnations[state.partition()];
                transformer.announce(state);
            }));
        }
        then(transformer::awaitSent);
        then(this::own);
    }

    private void own() {
        for (var state : claimed) {
            var partition = state.partition();
            world.epochs.note(partition, incarnations[partition], state.epoch());
            transformer.incarnations[partition] = incarnations[partition];
            transformer.next[partition] = state.offset() + 1;
            transformer.owned.put(partition, state);
            transformer.unclaimed.remove(partition);
        }
    }
}
