package dev.ventes.transformer.simulation;

import dev.ventes.transformer.fold.Entry;
import java.util.HashSet;
import java.util.Set;

/** A record of the log, with what only the model may know of it. */
final class Logged {
    final int partition;
    /** Which log of this partition: another one after it was replaced or cut. */
    final int incarnation;

    final Entry entry;
    final Truth truth;
    /** It went with its log before the view had it, */
    private boolean lost;

    private long lostEpoch;
    /** except for these sales. */
    private final Set<Long> reached = new HashSet<>();

    Logged(int partition, int incarnation, Entry entry, Truth truth) {
        this.partition = partition;
        this.incarnation = incarnation;
        this.entry = entry;
        this.truth = truth;
    }

    long offset() {
        return entry.offset();
    }

    /** @param epoch in which it had been read at most; 0 if in none */
    void lose(long epoch) {
        lost = true;
        lostEpoch = epoch;
    }

    long lostEpoch() {
        return lostEpoch;
    }

    /** Somebody had it in hand, and went on with it. */
    void find() {
        lost = false;
    }

    boolean isLost() {
        return lost;
    }

    void reach(long id) {
        reached.add(id);
    }

    /** Whether the view can show what this record made of the sale. */
    boolean counts(long id) {
        return !lost || reached.contains(id);
    }

    /**
     * What no service can see.
     *
     * @param version the change's place in the order in which PostgreSQL committed; of a read, its row's; else 0
     * @param snapshot of the mark that ends a snapshot, the ids that it holds
     * @param absent of the mark that ends a resync, the ids that PostgreSQL did not hold when it was asked
     * @param asked of a write through the API, the client that waits for it
     */
    record Truth(long version, Set<Long> snapshot, Set<Long> absent, ApiClients.Asked asked) {
        static final Truth NONE = version(0);

        static Truth version(long version) {
            return new Truth(version, Set.of(), Set.of(), null);
        }

        static Truth snapshot(Set<Long> snapshot) {
            return new Truth(0, snapshot, Set.of(), null);
        }

        static Truth absent(Set<Long> absent) {
            return new Truth(0, Set.of(), Set.copyOf(absent), null);
        }

        static Truth asked(ApiClients.Asked asked) {
            return new Truth(0, Set.of(), Set.of(), asked);
        }
    }
}
