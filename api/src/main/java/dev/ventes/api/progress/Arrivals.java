package dev.ventes.api.progress;

import dev.ventes.core.log.Position;
import dev.ventes.core.topic.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Who waits for the view to come to a place in the log, wherever that was written. Positions of a partition are ordered
 * across its epochs: whatever belongs to an older log is passed. Any thread; who waits is told by the one that announces.
 */
public final class Arrivals {
    /** More are sent away at once. */
    static final int MOST = 10_000;

    private final Map<Integer, Position> reached = new HashMap<>();
    private final Map<Integer, TreeMap<Position, List<Waiter>>> waiting = new HashMap<>();
    private int waiters;

    private static final class Waiter {
        private final CompletableFuture<Void> arrival = new CompletableFuture<>();
    }

    /** Completes when the view has what is at that place; fails if too many wait. To be cancelled by who gives up. */
    public CompletableFuture<Void> at(int partition, Position place) {
        var waiter = new Waiter();
        var arrival = waiter.arrival;
        synchronized (this) {
            var known = reached.get(partition);
            if (known != null && known.isAtOrAbove(place)) {
                arrival.complete(null);
                return arrival;
            }
            if (waiters == MOST) {
                arrival.completeExceptionally(new IllegalStateException("too many wait for the view"));
                return arrival;
            }
            waiters++;
            waiting.computeIfAbsent(partition, one -> new TreeMap<>())
                    .computeIfAbsent(place, one -> new ArrayList<>())
                    .add(waiter);
        }
        var unused = arrival.whenComplete((there, failure) -> {
            if (failure != null) {
                leave(partition, place, waiter);
            }
        });
        return arrival;
    }

    /** In the announcements' order. */
    void announce(Progress.Applied applied) {
        var passed = new ArrayList<Waiter>();
        synchronized (this) {
            var now = new Position(applied.epoch(), applied.offset());
            reached.put(applied.partition(), now);
            var there =
                    waiting.getOrDefault(applied.partition(), new TreeMap<>()).headMap(now, true);
            there.values().forEach(passed::addAll);
            waiters -= passed.size();
            there.clear();
            forgetIfEmpty(applied.partition());
        }
        passed.forEach(waiter -> waiter.arrival.complete(null));
    }

    private synchronized void leave(int partition, Position place, Waiter waiter) {
        var there = waiting.getOrDefault(partition, new TreeMap<>());
        var together = there.get(place);
        if (together != null && together.remove(waiter)) {
            waiters--;
            if (together.isEmpty()) {
                there.remove(place);
            }
        }
        forgetIfEmpty(partition);
    }

    /** Callers name partitions that do not exist, too. */
    private void forgetIfEmpty(int partition) {
        if (waiting.getOrDefault(partition, new TreeMap<>()).isEmpty()) {
            waiting.remove(partition);
        }
    }

    /** How many partitions anybody waits for. */
    synchronized int partitions() {
        return waiting.size();
    }
}
