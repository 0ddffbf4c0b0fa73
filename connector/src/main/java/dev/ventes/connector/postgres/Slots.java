package dev.ventes.connector.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The replication slots whose names are ours. Only the holder of the advisory lock may look at them. */
public record Slots(Connection session, String prefix) {
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int ATTEMPTS = 200;

    // By way of JSON, since some columns are younger than some of the servers that we read.
    private static final String LIST = "select slot_name, substring(slot_name from '[0-9]+$')::bigint,"
            + " coalesce(active_pid, 0), coalesce(confirmed_flush_lsn - '0/0', 0),"
            + " coalesce(to_jsonb(s) ->> 'invalidation_reason', case when wal_status = 'lost' then 'wal removed' end),"
            + " coalesce((to_jsonb(s) ->> 'synced')::boolean and not temporary, false)"
            + " from pg_replication_slots s where slot_type = 'logical' and database = current_database()"
            + " and slot_name ~ ?";

    public List<Slot> list() throws SQLException {
        try (var query = session.prepareStatement(LIST)) {
            query.setString(1, "^" + prefix + "_[0-9]{1,18}$");
            try (var rows = query.executeQuery()) {
                var slots = new ArrayList<Slot>();
                while (rows.next()) {
                    slots.add(new Slot(
                            rows.getString(1),
                            rows.getLong(2),
                            rows.getInt(3),
                            rows.getLong(4),
                            rows.getString(5),
                            rows.getBoolean(6)));
                }
                return List.copyOf(slots);
            }
        }
    }

    /** Where the slot is now; -1 if it has gone. */
    public long confirmed(String slot) throws SQLException {
        return list().stream()
                .filter(one -> one.name().equals(slot))
                .map(Slot::confirmed)
                .findAny()
                .orElse(-1L);
    }

    /**
     * Ends whoever still reads the slot: a connector that lost the lock, or one whose connection the server has not
     * yet missed.
     */
    public void release(String slot) throws SQLException, InterruptedException {
        for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
            var holder = list().stream()
                    .filter(one -> one.name().equals(slot))
                    .mapToInt(Slot::holder)
                    .max()
                    .orElse(0);
            if (holder == 0) {
                return;
            }
            try (var terminate = session.prepareStatement("select pg_terminate_backend(?)")) {
                terminate.setInt(1, holder);
                terminate.execute();
            }
            Thread.sleep(PAUSE);
        }
        throw new SQLException("the replication slot " + slot + " is held by another session that does not end");
    }

    public void dropAll() throws SQLException, InterruptedException {
        for (var slot : list()) {
            release(slot.name());
            try (var drop = session.prepareStatement("select pg_drop_replication_slot(?)")) {
                drop.setString(1, slot.name());
                drop.execute();
            }
        }
    }
}
