package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.backend.IndexKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/**
 * The entries of an index, sorted when they are read. Until then they wait, and go to their places in their own order,
 * many at a time: one by one, each would have to fetch other neighbours from memory, which took three quarters of the
 * time of a write. None waits long, and no single write pays for many.
 */
final class IndexEntries {
    private static final byte[] NOTHING = {};
    private static final int BATCH = 1 << 15;

    /** Of a batch that is being placed, with each new entry: it is done well before the next batch is full. */
    private static final int STEP = 2;

    private static final class Change {
        private final Object[] entry;
        private final boolean present;

        Change(Object[] entry, boolean present) {
            this.entry = entry;
            this.present = present;
        }
    }

    private final EntryType type;
    private final MVMap<Object[], byte[]> placed;
    private Iterator<Change> placing = Collections.emptyIterator();
    private List<Change> waiting = new ArrayList<>();

    IndexEntries(List<IndexKey> keys) {
        type = new EntryType(keys);
        // A sorted map that keeps neighbours in one page, where a tree of nodes misses the cache at every step.
        placed = MVStore.open(null)
                .openMap(
                        "entries",
                        new MVMap.Builder<Object[], byte[]>().keyType(type).valueType(ByteArrayDataType.INSTANCE));
    }

    void add(Object[] entry) {
        change(new Change(entry, true));
    }

    void remove(Object[] entry) {
        change(new Change(entry, false));
    }

    private void change(Change change) {
        waiting.add(change);
        place(STEP);
        if (waiting.size() >= BATCH) {
            placeAll();
            begin();
        }
    }

    /** What became of one entry last stays last: the sort is stable. */
    private void begin() {
        waiting.sort((one, other) -> type.compare(one.entry, other.entry));
        placing = waiting.iterator();
        waiting = new ArrayList<>();
    }

    private void place(int count) {
        for (int i = 0; i < count && placing.hasNext(); i++) {
            var change = placing.next();
            if (change.present) {
                placed.put(change.entry, NOTHING);
            } else {
                placed.remove(change.entry);
            }
        }
    }

    private void placeAll() {
        place(Integer.MAX_VALUE);
    }

    /** All of them, in order. */
    MVMap<Object[], byte[]> sorted() {
        placeAll();
        begin();
        placeAll();
        return placed;
    }

    boolean areEqual(Object[] one, Object[] other) {
        return type.compare(one, other) == 0;
    }

    void clear() {
        placing = Collections.emptyIterator();
        waiting.clear();
        placed.clear();
    }
}
