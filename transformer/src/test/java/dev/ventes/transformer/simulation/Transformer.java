package dev.ventes.transformer.simulation;

import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Mark;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.fold.PartitionState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An instance of the transformer: what its loop, its ownership and its producer do, one call to a server at a time. One
 * that is frozen is one that makes no moves.
 */
final class Transformer {
    private static final long FENCE = 6_000;
    private static final int MOVES_PER_COUNTING = 3;
    private static final long FRESH = FENCE / 3;

    final World world;
    private final int number;
    final TreeMap<Integer, PartitionState> owned = new TreeMap<>();
    final TreeSet<Integer> unclaimed = new TreeSet<>();
    final Map<Integer, Horizon> horizons = new HashMap<>();
    final Map<Bucket.Id, Bucket> remembered = new HashMap<>();
    final long[] next = new long[Log.PARTITIONS];
    /** Of each owned partition, the last read record's leader epoch; -1 before the first. */
    final int[] leaderEpochs = new int[Log.PARTITIONS];
    /** Where Kafka says that a log was cut that has grown again. */
    final Map<Integer, Long> cuts = new HashMap<>();

    private final ArrayDeque<Map<Integer, List<Logged>>> batches = new ArrayDeque<>();
    private Work work;
    private Counting counting;
    private int countedLast;
    private int member = -1;
    private long proved;
    private boolean refusedByFence;

    Transformer(World world, int number) {
        this.world = world;
        this.number = number;
    }

    boolean isBusy() {
        return work != null || !batches.isEmpty();
    }

    /** Whether it has begun to count something. */
    boolean isCounting() {
        return counting != null && counting.hasBegun();
    }

    /** Whether all of the log that is its own is in the view. */
    boolean isDone() {
        if (isBusy() || hasToCount() || refusedByFence || member != world.group.generation() || !unclaimed.isEmpty()) {
            return false;
        }
        for (var p = 0; p < Log.PARTITIONS; p++) {
            if (world.group.owns(number, p)
                    && (!owned.containsKey(p)
                            || !owned.get(p).topicId().equals(world.log.topicId())
                            || next[p] != world.log.end(p))) {
                return false;
            }
        }
        return true;
    }

    private boolean hasToCount() {
        return owned.keySet().stream().anyMatch(world.view.uncounted()::any);
    }

    void crash() {
        work = null;
        counting = null;
        batches.clear();
        owned.clear();
        unclaimed.clear();
        horizons.clear();
        remembered.clear();
        cuts.clear();
        member = -1;
        proved = 0;
        refusedByFence = false;
    }

    void loseAnswer() {
        if (work != null) {
            join();
            work = work.again();
        }
    }

    void move(int pollSize) {
        if (world.now % MOVES_PER_COUNTING == 0) {
            count();
        }
        try {
            if (work != null) {
                work = work.move() ? null : work;
            } else if (batches.isEmpty()) {
                poll(pollSize);
            } else {
                work = work(batches.remove());
            }
        } catch (Rewind rewind) {
            rewind();
        }
    }

    /** On a thread of its own, while the loop does something else. */
    private void count() {
        if (counting != null) {
            counting = counting.move() ? null : counting;
        } else if (!owned.isEmpty()) {
            countedLast = owned.higherKey(countedLast) == null ? owned.firstKey() : owned.higherKey(countedLast);
            counting = new Counting(this, countedLast);
        }
    }

    private void rewind() {
        unclaimed.addAll(owned.keySet());
        owned.clear();
        batches.clear();
        work = null;
        refusedByFence = false;
    }

    private void poll(int size) {
        join();
        if (!unclaimed.isEmpty()) {
            work = new ClaimWork(this);
            return;
        }
        owned.values().forEach(state -> require(world.view.isAsLeft(state)));
        var polled = new TreeMap<Integer, List<Logged>>();
        for (int p : owned.keySet()) {
            if (!owned.get(p).topicId().equals(world.log.topicId())) {
                throw new Rewind();
            }
            requireNotCut(p);
            var records = new ArrayList<Logged>();
            while (records.size() < size && next[p] < world.log.end(p)) {
                var record = world.log.at(p, next[p]++);
                leaderEpochs[p] = record.entry.leaderEpoch();
                records.add(record);
            }
            if (!records.isEmpty()) {
                polled.put(p, records);
            }
        }
        if (polled.isEmpty()) {
            awaitSent();
        }
        cut(polled);
    }

    private void requireNotCut(int partition) {
        var known = leaderEpochs[partition];
        if (known < 0 || world.flaw == Flaw.LEADER_EPOCH_IS_IGNORED) {
            require(next[partition] <= world.log.end(partition));
        } else {
            var divergence = world.log.divergence(partition, known, next[partition]);
            if (divergence < next[partition]) {
                cuts.put(partition, divergence);
                throw new Rewind();
            }
        }
    }

    /** The last of a batch's writes. */
    void save(PartitionState state) {
        require(world.view.save(owned.get(state.partition()), state));
    }

    /** Learns what the group has decided since. */
    private void join() {
        for (var p = 0; p < Log.PARTITIONS; p++) {
            var stayed = world.group.stayed(number, p, member);
            if (!stayed) {
                owned.remove(p);
                unclaimed.remove(p);
                if (world.flaw != Flaw.CUT_IS_REMEMBERED_FOR_EVER) {
                    cuts.remove(p);
                }
            }
            if (world.group.owns(number, p) && !owned.containsKey(p)) {
                unclaimed.add(p);
            }
        }
        member = world.group.generation();
    }

    /** What removes many sales is a batch of its own. */
    private void cut(SortedMap<Integer, List<Logged>> polled) {
        var rest = polled;
        while (!rest.isEmpty()) {
            var plain = new TreeMap<Integer, List<Logged>>();
            var alone = new TreeMap<Integer, Logged>();
            var after = new TreeMap<Integer, List<Logged>>();
            rest.forEach((partition, records) -> {
                var upTo = 0;
                while (upTo < records.size() && removing(records.get(upTo)) == null) {
                    upTo++;
                }
                if (upTo > 0) {
                    plain.put(partition, records.subList(0, upTo));
                }
                if (upTo < records.size()) {
                    alone.put(partition, records.get(upTo));
                }
                if (upTo + 1 < records.size()) {
                    after.put(partition, records.subList(upTo + 1, records.size()));
                }
            });
            if (!plain.isEmpty()) {
                batches.add(plain);
            }
            alone.forEach((partition, record) -> batches.add(Map.of(partition, List.of(record))));
            rest = after;
        }
    }

    /** The mark that removes many sales, or null. */
    static Mark removing(Logged record) {
        return record.entry.decoded() instanceof Decoded.Marked(Mark mark)
                        && !(mark instanceof Mark.Start || mark instanceof Mark.ResyncStart)
                ? mark
                : null;
    }

    /** The batch, without the partitions that have gone to another instance; null if nothing is left. */
    Work work(Map<Integer, List<Logged>> batch) {
        var mine = new TreeMap<>(batch);
        mine.keySet().retainAll(owned.keySet());
        if (mine.isEmpty()) {
            return null;
        }
        var first = mine.firstEntry().getValue().getFirst();
        return removing(first) == null ? new FoldWork(this, mine) : new RemoveWork(this, mine, first);
    }

    void proveIfNeeded() {
        if (world.now - proved > FRESH && world.flaw != Flaw.NO_FENCE) {
            prove();
        }
    }

    void prove() {
        if (!isMember() && world.flaw != Flaw.NO_FENCE) {
            throw new Rewind();
        }
        proved = world.now;
    }

    private boolean isMember() {
        return member == world.group.generation();
    }

    /** What was applied is committed; if the group accepts that, it is a proof. */
    void commit() {
        if (isMember()) {
            proved = world.now;
        }
    }

    /** A move that sends a record: it is stamped now, and Kafka looks at the stamp when it arrives. */
    Runnable sending(Runnable arrival) {
        var stamp = proved;
        return () -> {
            if (world.now - stamp > FENCE && world.flaw != Flaw.NO_FENCE) {
                refusedByFence = true;
            } else {
                arrival.run();
            }
        };
    }

    void awaitSent() {
        if (refusedByFence) {
            throw new Rewind();
        }
    }

    /** A guard that misses means that another instance was there. */
    static void require(boolean met) {
        if (!met) {
            throw new Rewind();
        }
    }

    void announce(PartitionState state) {
        world.progress.hear(state.term());
        world.api.applied(state.partition(), state.topicId(), state.position(state.offset()));
    }
}
