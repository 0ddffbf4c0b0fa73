package dev.ventes.transformer.simulation;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Mark;
import dev.ventes.core.log.Op;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * Has rows read once more while the stream goes on, as the connector's class of this name and Debezium's incremental
 * snapshots do: chunk by chunk, each between two looks at where PostgreSQL's log ends. What the stream names between
 * these two is not sent as a read; the others are, where the stream has come to the second.
 */
final class Resyncing {
    private static final int CHUNK = 2;
    private static final int NOWHERE = -1;

    private final World world;
    private final Connector connector;
    private ProgressTopic.Resync running;
    private int lastWish;
    private long nextId;
    private int low = NOWHERE;
    private int high = NOWHERE;
    private boolean selected;
    private final TreeMap<Long, Postgres.Row> window = new TreeMap<>();
    /** The ids that PostgreSQL did not hold when it was asked. */
    private final Set<Long> absent = new HashSet<>();

    Resyncing(World world, Connector connector) {
        this.world = world;
        this.connector = connector;
    }

    /** Whether a wish waits, or is being fulfilled. */
    boolean isDone() {
        return !world.progress.resync().open();
    }

    /** Does the next thing, unless the stream must go on first; whether it did something. */
    boolean move(int received) {
        if (running == null) {
            return begin();
        }
        if (low == NOWHERE) {
            low = world.postgres.commits().size();
        } else if (!selected) {
            select();
        } else if (high == NOWHERE) {
            high = world.postgres.commits().size();
        } else if (received == high) {
            close();
        } else {
            return false;
        }
        return true;
    }

    /** Whether reads are to be sent before the transaction of this number. */
    boolean isBefore(int transaction) {
        return high == transaction;
    }

    void streamed(int transaction, Postgres.Row row) {
        if (low == NOWHERE || transaction < low || world.flaw == Flaw.RESYNC_IS_A_PLAIN_SELECT) {
            return;
        }
        if (row.kind() == Postgres.Kind.TRUNCATE) {
            // Debezium clears nothing; the connector has the rows read again instead, which is left out here.
            window.clear();
        } else {
            window.remove(row.id());
        }
    }

    private boolean begin() {
        var wish = world.progress.resync();
        if (!wish.open() || wish.number() == lastWish) {
            return false;
        }
        lastWish = wish.number();
        if (wish.begun() && world.flaw == Flaw.RESYNC_IS_NOT_BEGUN_AGAIN) {
            world.progress.resynced(wish.number());
            return true;
        }
        world.progress.resyncing(wish.number());
        running = wish;
        nextId = wish.from();
        open();
        connector.mark(new Mark.ResyncStart(connector.term()), Logged.Truth.NONE);
        return true;
    }

    private void open() {
        low = NOWHERE;
        high = NOWHERE;
        selected = false;
    }

    private void select() {
        selected = true;
        var rows = world.postgres.rows();
        var first = nextId;
        nextId = running.to() + 1;
        for (var row : rows.tailMap(first).values()) {
            if (row.id() > running.to()) {
                break;
            }
            if (window.size() == CHUNK) {
                nextId = row.id();
                break;
            }
            window.put(row.id(), row);
        }
        for (var id : Histories.IDS) {
            if (id >= first && id < nextId && !window.containsKey(id)) {
                absent.add(id);
            }
        }
    }

    private void close() {
        for (var row : window.values()) {
            var read = new Change.FromPostgres(
                    row.id(), Op.READ, row.columns(), "read-" + row.version(), connector.term(), 0, row.commitMicros());
            connector.send(read, row.version());
        }
        window.clear();
        open();
        if (nextId > running.to()) {
            var end = new Mark.ResyncEnd(connector.term(), running.from(), running.to());
            connector.mark(end, Logged.Truth.absent(absent));
            connector.then(() -> world.progress.resynced(lastWish));
            absent.clear();
            running = null;
        }
    }
}
