package dev.ventes.cli.verify;

import com.mongodb.MongoException;
import dev.ventes.cli.Progress;
import dev.ventes.core.indicator.IndicatorCollections;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.derive.Bucket;
import dev.ventes.transformer.derive.DerivedView;
import dev.ventes.transformer.store.CountedPartition;
import dev.ventes.transformer.store.NumberedClients;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Compares the derived views with what the view's sales add up to, partition by partition of the log, while everything
 * goes on.
 *
 * <p>One look: it notes up to where the partition is counted, reads the buckets, waits until the sales have all that
 * these have counted, and reads the sales. Those that have changed since are taken as they were then, which
 * {@code ventes_historique} tells ({@link IndicatorSums}). So both sides are of one moment, also of figures that never
 * come to rest, and equal ones are equal at the first look. What differs is looked at again: only what is off twice by
 * the same amount differs. A look that a rebuild or a change of hands came in between counts for nothing.
 *
 * <p>What it holds in memory are sums, of {@link #BUCKETS_AT_A_TIME} buckets; where a partition has more, its sales are
 * read several times. One thread.
 */
final class Indicators {
    private static final int BUCKETS_AT_A_TIME = 100_000;
    private static final int ROUNDS = 6;
    private static final Duration PAUSE = Duration.ofMillis(50);
    /** Counting takes a break of a quarter of a second or more: in between, nothing waits. */
    private static final Duration UNTIL_IDLE = Duration.ofMillis(500);

    /** MongoDB ends a read of a collection that a rebuild swaps. */
    private static final int QUERY_PLAN_KILLED = 175;

    private static final String SWAPPED = "a rebuild is about to swap the view";
    private static final String CHANGED_HANDS = "a partition was claimed, restored or swapped again and again";
    private static final String BEHIND = "changes were counted that are not applied: does a transformer run?";
    private static final String NO_PAST =
            "sales changed meanwhile, and what they were is not kept (ventes.transformer.history)";

    private final IndicatorsStore store;
    private final Duration patience;
    private final int limit;
    private final int bucketsAtATime;
    private final Progress progress;
    private final List<IndicatorDifference> differences = new ArrayList<>();
    private final List<String> unsettled = new ArrayList<>();
    private final Set<String> leftOut = new TreeSet<>();
    private final Set<String> obstacles = new TreeSet<>();
    private String obstacle;
    private long buckets;
    private long read;
    private long toRead;

    Indicators(IndicatorsStore store, Duration patience, int limit, Progress progress) {
        this(store, patience, limit, BUCKETS_AT_A_TIME, progress);
    }

    /** @param bucketsAtATime about as many buckets are in memory */
    Indicators(IndicatorsStore store, Duration patience, int limit, int bucketsAtATime, Progress progress) {
        this.store = store;
        this.patience = patience;
        this.limit = limit;
        this.bucketsAtATime = bucketsAtATime;
        this.progress = progress;
    }

    /** Which of a partition's buckets are looked at together. */
    private record Slice(int partition, int number, int of) implements Predicate<Bucket.Id> {
        @Override
        public boolean test(Bucket.Id id) {
            return Math.floorMod(id.hashCode(), of) == number;
        }
    }

    IndicatorsReport run() throws InterruptedException {
        var partitions = CountedPartition.all(store.view());
        var slices = new ArrayList<Slice>();
        for (var partition : partitions) {
            var parts = parts(partition);
            for (var number = 0; number < parts; number++) {
                slices.add(new Slice(partition, number, parts));
            }
        }
        toRead = partitions.isEmpty() ? 0 : store.sales() * slices.size() / partitions.size();
        for (var slice : slices) {
            if (differences.size() >= limit) {
                obstacles.add("given up after so many differences");
                break;
            }
            settle(slice);
        }
        var foreign = all(ZoneOffset.UTC).stream()
                .flatMap(view -> store.foreign(view, partitions).stream())
                .toList();
        return new IndicatorsReport(buckets, differences, unsettled, foreign, leftOut, obstacles);
    }

    private int parts(int partition) {
        var all = all(ZoneOffset.UTC).stream()
                .mapToLong(view -> store.buckets(view, partition))
                .sum();
        return (int) (1 + all / bucketsAtATime);
    }

    private void settle(Slice slice) throws InterruptedException {
        var before = Map.<Bucket.Id, IndicatorSums.Off>of();
        var certain = new LinkedHashMap<Bucket.Id, IndicatorSums.Off>();
        var open = Map.<Bucket.Id, IndicatorSums.Off>of();
        var looked = false;
        var until = System.nanoTime() + patience.toNanos();
        for (var round = 0; round < ROUNDS && (round == 0 || !looked || !open.isEmpty()); round++) {
            var off = look(slice, until).orElse(null);
            if (off != null) {
                looked = true;
                certain.clear();
                open = new HashMap<>();
                for (var one : off.entrySet()) {
                    var to = one.getValue().isSameAs(before.get(one.getKey())) ? certain : open;
                    to.put(one.getKey(), one.getValue());
                }
                before = off;
            } else if (System.nanoTime() - until > 0) {
                break;
            }
            if (!looked || !open.isEmpty()) {
                Thread.sleep(PAUSE);
            }
        }
        certain.forEach((id, off) -> differences.add(
                IndicatorDifference.of(id.view().collection(), id.key(), id.partition(), off.is(), off.must())));
        open.keySet()
                .forEach(id ->
                        unsettled.add(IndicatorDifference.name(id.view().collection(), id.key(), id.partition())));
        if (!looked) {
            obstacles.add("partition " + slice.partition() + ": " + obstacle);
        }
    }

    /** Which buckets are not what the sales add up to; empty if that cannot be told, and {@link #obstacle} is why. */
    private Optional<Map<Bucket.Id, IndicatorSums.Off>> look(Slice slice, long until) throws InterruptedException {
        try {
            var began = idle(slice.partition(), until);
            if (began.held()) {
                return failed(SWAPPED);
            }
            var views = whole(began);
            var sums = new IndicatorSums(NumberedClients.reading(store.view()), views, began.counted(), slice);
            views.forEach(view -> store.buckets(view, slice.partition(), sums::add));
            if (!isApplied(slice.partition(), sums, until)) {
                return failed(BEHIND);
            }
            if (!addSales(slice, sums)) {
                return failed(NO_PAST);
            }
            if (!read(slice.partition()).isUndisturbedSince(began)) {
                return failed(CHANGED_HANDS);
            }
            buckets += sums.size();
            return Optional.of(sums.off());
        } catch (MongoException e) {
            if (e.getCode() != QUERY_PLAN_KILLED) {
                throw e;
            }
            return failed(SWAPPED);
        }
    }

    private Optional<Map<Bucket.Id, IndicatorSums.Off>> failed(String why) {
        obstacle = why;
        return Optional.empty();
    }

    /** Between two rounds of counting, if it comes to that soon: then all that is applied is compared. */
    private CountedPartition idle(int partition, long until) throws InterruptedException {
        var enough = System.nanoTime() + UNTIL_IDLE.toNanos();
        var now = read(partition);
        while ((!now.idle() || now.held()) && System.nanoTime() - enough < 0 && System.nanoTime() - until < 0) {
            Thread.sleep(PAUSE);
            now = read(partition);
        }
        return now;
    }

    private boolean isApplied(int partition, IndicatorSums sums, long until) throws InterruptedException {
        while (true) {
            var now = read(partition);
            // What nobody has counted, nor waits to be counted, is no change: whoever changed the bucket made it up.
            var madeUp = now.idle() && sums.needed().compareTo(now.counted().position()) > 0;
            if (now.applied().isAtOrAbove(madeUp ? now.counted().position() : sums.needed())) {
                return true;
            }
            if (System.nanoTime() - until > 0) {
                return false;
            }
            Thread.sleep(PAUSE);
        }
    }

    /** False if what a sale was before is not known. */
    private boolean addSales(Slice slice, IndicatorSums sums) {
        var known = new boolean[] {true};
        store.sales(slice.partition(), sale -> {
            if (sums.wantsThePastOf(sale)) {
                known[0] &= addVersions(sale, sums);
            } else {
                sums.add(sale);
            }
            read++;
            if (read % 1000 == 0) {
                progress.reached(read, toRead == 0 ? 0 : Math.min(1, (double) read / toRead));
            }
        });
        return known[0];
    }

    private boolean addVersions(SaleDocument sale, IndicatorSums sums) {
        var versions = store.versions(sale, sums);
        sums.add(versions);
        var oldest = versions.getFirst();
        return sums.isPast(oldest.since()) || oldest.first();
    }

    private CountedPartition read(int partition) {
        return CountedPartition.read(store.view(), partition)
                .orElseThrow(() -> new IllegalStateException("partition " + partition + " has no document any more"));
    }

    /** Those that have counted all sales of the partition, with the days that they have. */
    private List<DerivedView> whole(CountedPartition partition) {
        var zone = partition.whole().stream()
                .flatMap(name -> IndicatorCollections.zoneOf(name).stream())
                .findAny()
                .orElse(ZoneOffset.UTC);
        var whole = new ArrayList<DerivedView>();
        for (var view : all(zone)) {
            if (partition.whole().contains(view.name())) {
                whole.add(view);
            } else {
                leftOut.add(view.collection());
            }
        }
        return whole;
    }

    private static List<DerivedView> all(ZoneId zone) {
        return DerivedView.all(zone);
    }
}
