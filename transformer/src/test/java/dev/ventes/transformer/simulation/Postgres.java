package dev.ventes.transformer.simulation;

import dev.ventes.core.sale.Columns;
import dev.ventes.core.sale.ColumnsJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The table {@code ventes} with its transactions, row locks and log. A statement that would have to wait for another
 * transaction does nothing, except for an INSERT of an id that another transaction deletes: it has its place in the log
 * when it comes to the table, perhaps before the DELETE; then it finds the id in the index, waits, and goes on or fails
 * when the other one ends.
 */
final class Postgres {
    static final String CANAL = "canal";
    static final String NOTE = "note";
    static final String LARGE = "large";

    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private final Map<Integer, Transaction> open = new HashMap<>();
    private final List<List<Row>> commits = new ArrayList<>();
    private boolean hasCanal;
    private long lsn = 1000;
    private long micros = 1_700_000_000_000_000L;
    private long versions;
    private boolean hidesNext;
    private boolean hides;
    private TreeMap<Long, Row> backup;
    private long backupLsn;

    /** The one slot that there may be. */
    Slot slot;

    /** What a statement did to a row. */
    enum Kind {
        INSERT,
        UPDATE,
        DELETE,
        TRUNCATE
    }

    /**
     * A row after a change, and the change.
     *
     * @param columns null after a DELETE, and of a TRUNCATE
     * @param sent what the log says of {@code columns}: without the large value that the change did not touch
     * @param version its place in the order of commits, from 1
     */
    record Row(Kind kind, long id, Columns columns, Columns sent, long lsn, long commitMicros, long version) {
        Row committed(long atMicros, long asVersion) {
            return new Row(kind, id, columns, sent, lsn, atMicros, asVersion);
        }
    }

    void insert(int number, List<Long> ids, Map<String, Object> row) {
        var own = begun(number);
        if (own.awaited != null) {
            return;
        }
        Transaction awaited = null;
        for (var id : ids) {
            var other = lockedByOther(own, id);
            if (other != null && (other.awaited != null || other.changed.get(id) != null || awaited != null)) {
                return;
            }
            awaited = other == null ? awaited : other;
            if (other == null && visible(own, id) != null) {
                if (own.changed.containsKey(id) || ids.size() > 1) {
                    rollback(number);
                    return;
                }
                own.unchecked = id;
            }
        }
        lsn += 10;
        var columns = fit(row);
        for (var id : ids) {
            own.changed.put(id, columns);
            own.changes.add(new Row(Kind.INSERT, id, columns, columns, lsn, 0, 0));
        }
        own.awaited = awaited;
    }

    void update(int number, long id, Map<String, Object> assignments) {
        var own = begun(number);
        var before = visible(own, id);
        if (own.awaited != null || before == null || lockedByOther(own, id) != null) {
            return;
        }
        var known = new LinkedHashMap<>(assignments);
        known.keySet().retainAll(before.names());
        var after = before.with(known);
        // What was rejected before is no base from which the value could be taken.
        var untouched =
                LARGE.equals(before.get(NOTE)) && LARGE.equals(after.get(NOTE)) && !Model.isTooLarge(before.asMap());
        var sent = untouched ? after.with(Map.of(NOTE, ColumnsJson.UNCHANGED)) : after;
        lsn += 10;
        own.changed.put(id, after);
        own.changes.add(new Row(Kind.UPDATE, id, after, sent, lsn, 0, 0));
    }

    void delete(int number, long id) {
        var own = begun(number);
        var other = lockedByOther(own, id);
        if (own.awaited != null || visible(own, id) == null || (other != null && other.unchecked != id)) {
            return;
        }
        if (other != null) {
            other.awaited = own;
            other.unchecked = 0;
        }
        lsn += 10;
        own.changed.put(id, null);
        own.changes.add(new Row(Kind.DELETE, id, null, null, lsn, 0, 0));
    }

    /** An UPDATE of the key: in the log, a DELETE and an INSERT with one lsn. */
    void renumber(int number, long id, long newId) {
        var own = begun(number);
        var row = visible(own, id);
        if (own.awaited != null
                || row == null
                || lockedByOther(own, id) != null
                || visible(own, newId) != null
                || lockedByOther(own, newId) != null) {
            return;
        }
        lsn += 10;
        own.changed.put(id, null);
        own.changes.add(new Row(Kind.DELETE, id, null, null, lsn, 0, 0));
        own.changed.put(newId, row);
        own.changes.add(new Row(Kind.INSERT, newId, row, row, lsn, 0, 0));
    }

    void commit(int number) {
        var own = open.get(number);
        if (own == null || own.awaited != null) {
            return;
        }
        if (own.unchecked != 0) {
            rollback(number);
            return;
        }
        open.remove(number);
        commit(own.changes);
        open.values().stream().filter(other -> other.awaited == own).forEach(other -> other.awaited = null);
    }

    void rollback(int number) {
        var own = open.remove(number);
        if (own != null) {
            // The row is there after all: whoever waited to insert it fails.
            open.values().removeIf(other -> other.awaited == own);
        }
    }

    void truncate(List<Long> ids, Map<String, Object> row) {
        if (!open.values().stream().allMatch(one -> one.changes.isEmpty())) {
            return;
        }
        lsn += 10;
        var changes = new ArrayList<Row>();
        changes.add(new Row(Kind.TRUNCATE, 0, null, null, lsn, 0, 0));
        lsn += 10;
        var columns = fit(row);
        ids.forEach(id -> changes.add(new Row(Kind.INSERT, id, columns, columns, lsn, 0, 0)));
        commit(changes);
    }

    /** Of a change of the table nothing is sent: the rows have the new columns when they are next written or read. */
    void alter(String byDefault) {
        if (!open.values().stream().allMatch(one -> one.changes.isEmpty())) {
            return;
        }
        hasCanal = !hasCanal;
        rows.replaceAll((id, row) -> {
            var values = new LinkedHashMap<>(row.columns().asMap());
            values.remove(CANAL);
            if (hasCanal) {
                values.put(CANAL, byDefault);
            }
            var columns = Columns.of(values);
            return new Row(row.kind(), id, columns, columns, row.lsn(), row.commitMicros(), row.version());
        });
    }

    private void commit(List<Row> changes) {
        if (changes.isEmpty()) {
            return;
        }
        lsn += 10;
        micros += 1000;
        var committed = new ArrayList<Row>();
        for (var change : changes) {
            var row = change.committed(micros, ++versions);
            committed.add(row);
            switch (row.kind()) {
                case INSERT, UPDATE -> rows.put(row.id(), row);
                case DELETE -> rows.remove(row.id());
                case TRUNCATE -> rows.clear();
            }
        }
        commits.add(hidesNext ? List.of() : committed);
        hides |= hidesNext;
        hidesNext = false;
    }

    /** The publication is dropped and made anew around the next commit: no slot will ever tell of that. */
    void hideNext() {
        hidesNext = true;
    }

    /** Whether something was committed that no slot tells of. */
    boolean hides() {
        return hides;
    }

    void backup() {
        backup = new TreeMap<>(rows);
        backupLsn = lsn;
    }

    /** The rows and the lsn go back, the clock does not; and slots are in no backup. */
    void restore() {
        if (backup != null) {
            open.clear();
            rows.clear();
            backup.forEach((id, row) -> rows.put(id, row.committed(row.commitMicros(), ++versions)));
            lsn = backupLsn;
            slot = null;
        }
    }

    /** What is committed, by id. */
    SortedMap<Long, Row> rows() {
        return rows;
    }

    List<List<Row>> commits() {
        return commits;
    }

    long lsn() {
        return lsn;
    }

    long micros() {
        return micros;
    }

    void rollbackAll() {
        open.clear();
    }

    private Transaction begun(int number) {
        var own = open.get(number);
        if (own != null && own.unchecked != 0) {
            rollback(number);
        }
        return open.computeIfAbsent(number, n -> new Transaction());
    }

    private Columns visible(Transaction own, long id) {
        if (own.changed.containsKey(id)) {
            return own.changed.get(id);
        }
        var row = rows.get(id);
        return row == null ? null : row.columns();
    }

    private Transaction lockedByOther(Transaction own, long id) {
        for (var other : open.values()) {
            if (other != own && other.changed.containsKey(id)) {
                return other;
            }
        }
        return null;
    }

    /** The row with the columns that the table has now. */
    private Columns fit(Map<String, Object> row) {
        var values = new LinkedHashMap<>(row);
        if (hasCanal) {
            values.putIfAbsent(CANAL, "web");
        } else {
            values.remove(CANAL);
        }
        return Columns.of(values);
    }
}
