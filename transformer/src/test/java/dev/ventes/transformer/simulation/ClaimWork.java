package dev.ventes.transformer.simulation;

import dev.ventes.transformer.fold.PartitionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    private final Map<Integer, PartitionState> found = new HashMap<>();

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
        if (created) {
            transformer.cuts.remove(partition);
        }
        var cutAt = transformer.cuts.get(partition);
        // With a leader epoch, Kafka tells from where on the log is another one, as soon as it is read.
        var boundsDecide = state.leaderEpoch() < 0
                || world.flaw == Flaw.LEADER_EPOCH_IS_IGNORED
                || world.flaw == Flaw.CUT_IS_TAKEN_TO_BE_AT_THE_END;
        var wasCut = !created && boundsDecide && state.offset() + 1 > ends[partition];
        if (created || cutAt != null || wasCut) {
            found.put(partition, state);
            var last = created ? -1 : (cutAt == null ? ends[partition] : cutAt) - 1;
            state = inNewLog(state).at(last, -1);
            renewed.add(state);
        } else if (isUnread(partition) && !diverges(state)) {
            world.epochs.note(partition, incarnations[partition], state.epoch());
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
            then(() -> renew(state));
        }
        for (var state : claimed) {
            then(transformer.sending(() -> transformer.announce(state)));
        }
        then(transformer::awaitSent);
        then(this::own);
    }

    private boolean isUnread(int partition) {
        return incarnations[partition] == world.log.incarnation(partition)
                && world.epochs.of(partition, incarnations[partition]) == 0;
    }

    /** It was cut and has grown again, which is found out by reading there. */
    private boolean diverges(PartitionState state) {
        var next = state.offset() + 1;
        return state.leaderEpoch() >= 0 && world.log.divergence(state.partition(), state.leaderEpoch(), next) < next;
    }

    private void renew(PartitionState state) {
        Transformer.require(world.view.save(found.get(state.partition()), state));
        var sameTopic = topicId.equals(world.log.topicId());
        var incarnation = sameTopic ? world.log.incarnation(state.partition()) : incarnations[state.partition()];
        world.epochs.note(state.partition(), incarnation, state.epoch());
        world.noticed(transformer);
    }

    private void own() {
        for (var state : claimed) {
            var partition = state.partition();
            transformer.next[partition] = state.offset() + 1;
            transformer.leaderEpochs[partition] = state.leaderEpoch();
            transformer.cuts.remove(partition);
            transformer.owned.put(partition, state);
            transformer.unclaimed.remove(partition);
        }
    }
}
