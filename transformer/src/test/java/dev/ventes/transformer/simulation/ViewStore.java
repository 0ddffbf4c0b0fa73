package dev.ventes.transformer.simulation;

import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.fold.PartitionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * MongoDB: the sales and the partitions' documents, with the filters and guards of the real ones. It is also the
 * reader who looks all the time, since every state that a reader could see is written here.
 */
final class ViewStore {
    private static final int PAGE = 2;

    private final World world;
    private TreeMap<Long, SaleDocument> sales = new TreeMap<>();
    private Map<Integer, PartitionState> partitions = new HashMap<>();
    /** How far each partition has ever been. */
    private final Map<Integer, Position> furthest = new HashMap<>();

    private Buckets buckets;
    private Uncounted uncounted = new Uncounted();
    /** Up to where all of each partition's changes have been counted. */
    private Map<Integer, Bucket.Counted> counted = new HashMap<>();

    private Versions versions = new Versions();
    private Backup backup;

    private record Backup(
            TreeMap<Long, SaleDocument> sales,
            Map<Integer, PartitionState> partitions,
            Buckets buckets,
            Uncounted uncounted,
            Map<Integer, Bucket.Counted> counted,
            Versions versions) {}

    ViewStore(World world) {
        this.world = world;
        this.buckets = new Buckets(world);
    }

    Buckets buckets() {
        return buckets;
    }

    Uncounted uncounted() {
        return uncounted;
    }

    Bucket.Counted counted(int partition) {
        return counted.getOrDefault(partition, Bucket.Counted.NOTHING);
    }

    /** Whether the partition still has this owner, and nobody has put a backup back. */
    boolean saveCounted(int partition, long owner, Bucket.Counted left, Bucket.Counted next) {
        var present = partitions.get(partition);
        var guarded = world.flaw != Flaw.PARTITIONS_ARE_NOT_GUARDED;
        if (guarded
                && (present == null
                        || present.owner() != owner
                        || !counted(partition).equals(left))) {
            return false;
        }
        counted.put(partition, next);
        return true;
    }

    Versions versions() {
        return versions;
    }

    SaleDocument find(long id) {
        return sales.get(id);
    }

    SortedMap<Long, SaleDocument> sales() {
        return sales;
    }

    /** The partition's state; null before the first batch. */
    PartitionState partition(int partition) {
        return partitions.get(partition);
    }

    PartitionState claim(int partition) {
        var state = partitions.get(partition);
        var owner = (state == null ? 0 : state.owner()) + 1;
        var claimed = state == null
                ? PartitionState.first(partition, world.log.topicId(), Log.PARTITIONS, owner)
                : new PartitionState(
                        partition,
                        state.topicId(),
                        state.partitions(),
                        state.epoch(),
                        state.offset(),
                        state.leaderEpoch(),
                        owner,
                        state.term(),
                        state.generation(),
                        state.reading(),
                        state.resyncing(),
                        state.truncated());
        put(claimed);
        return claimed;
    }

    /** Whether the partition is as it was left. */
    boolean save(PartitionState left, PartitionState state) {
        if (!isAsLeft(left) && world.flaw != Flaw.PARTITIONS_ARE_NOT_GUARDED) {
            return false;
        }
        put(state);
        world.losses.applied(state);
        return true;
    }

    private void put(PartitionState state) {
        partitions.put(state.partition(), state);
        var position = state.position(state.offset());
        furthest.merge(state.partition(), position, (a, b) -> a.isAtOrAbove(b) ? a : b);
    }

    /** Whether nobody else claimed the partition, and no backup was put back. */
    boolean isAsLeft(PartitionState left) {
        var present = partitions.get(left.partition());
        return present != null
                && left.owner() == present.owner()
                && (world.flaw == Flaw.RESTORE_IS_NOT_NOTICED
                        || (left.epoch() == present.epoch() && left.offset() == present.offset()));
    }

    /** Inserts the sale, or replaces the one that was loaded; whether it found what it expected. */
    boolean write(SaleDocument expected, SaleDocument sale) {
        var present = sales.get(sale.id());
        var meets = expected == null
                ? present == null
                : present != null
                        && present.sync().position().equals(expected.sync().position());
        if (!meets && world.flaw != Flaw.SALES_ARE_NOT_GUARDED) {
            return false;
        }
        if (present != null
                && !sale.sync().position().isAtOrAbove(present.sync().position())) {
            throw new Violation("a reader saw sale " + sale.id() + " go back from "
                    + present.sync().position() + " to " + sale.sync().position());
        }
        sales.put(sale.id(), sale);
        world.losses.reached(sale);
        return true;
    }

    Map<Long, SaleDocument> load(Iterable<Long> ids) {
        var found = new HashMap<Long, SaleDocument>();
        for (var id : ids) {
            var sale = sales.get(id);
            if (sale != null) {
                found.put(id, sale);
            }
        }
        return found;
    }

    long highest(int partition, Predicate<Long> range) {
        for (var id : sales.descendingKeySet()) {
            if (range.test(id) && sales.get(id).sync().partition() == partition) {
                return id;
            }
        }
        return Long.MIN_VALUE;
    }

    List<SaleDocument> staleAfter(long id, PartitionState state) {
        var ignored = world.flaw == Flaw.SWEEP_IGNORES_THE_STAMP;
        return page(id, state, sale -> ignored || sale.sync().generation() < state.generation());
    }

    List<SaleDocument> unseenAfter(long id, long to, PartitionState state) {
        var ignored = world.flaw == Flaw.RESYNC_IGNORES_WHAT_WAS_SEEN;
        return page(
                id, state, sale -> sale.id() <= to && (ignored || sale.sync().seen() < state.resyncing()));
    }

    List<SaleDocument> heldAfter(long id, PartitionState state) {
        return page(id, state, sale -> true);
    }

    private List<SaleDocument> page(long id, PartitionState state, Predicate<SaleDocument> filter) {
        var page = new ArrayList<SaleDocument>(PAGE);
        for (var sale : sales.tailMap(id, false).values()) {
            var sync = sale.sync();
            var held = sync.base() != null || (sync.source() == Sync.Source.POSTGRES && !sale.deleted());
            if (page.size() < PAGE && held && sync.partition() == state.partition() && filter.test(sale)) {
                page.add(sale);
            }
        }
        return page;
    }

    /** Whether the partition is where it was before a backup was put back. */
    boolean hasCaughtUp(int partition) {
        var state = partitions.get(partition);
        var known = furthest.get(partition);
        return known == null || (state != null && state.position(state.offset()).isAtOrAbove(known));
    }

    void backup() {
        backup = new Backup(
                new TreeMap<>(sales),
                new HashMap<>(partitions),
                buckets.copy(),
                uncounted.copy(),
                new HashMap<>(counted),
                versions.copy());
    }

    boolean restore() {
        if (backup == null) {
            return false;
        }
        sales = new TreeMap<>(backup.sales);
        partitions = new HashMap<>(backup.partitions);
        buckets = backup.buckets.copy();
        uncounted = backup.uncounted.copy();
        counted = new HashMap<>(backup.counted);
        versions = backup.versions.copy();
        return true;
    }
}
