package dev.ventes.connector.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How a replication slot is doing.
 *
 * @param walStatus PostgreSQL's word for what it keeps for it: {@code reserved}, {@code extended}, {@code unreserved},
 *     {@code lost}; {@code missing} if there is no such slot
 * @param retainedBytes how much of its log PostgreSQL keeps for the slot
 * @param safeBytes how much more PostgreSQL can write before it may give the slot up; not a number without such a limit
 * @param lagBytes how much of it has not been confirmed
 * @param end where PostgreSQL's log ends
 * @param confirmed up to where the slot has been confirmed
 */
public record SlotState(
        String walStatus, long retainedBytes, double safeBytes, long lagBytes, long end, long confirmed) {
    static final String MISSING = "missing";

    private static final String LOOK = """
            select coalesce(wal_status, 'lost') as status,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint as retained,
                   coalesce(safe_wal_size, 'NaN'::float8) as safe,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), 0)::bigint as lag,
                   (pg_current_wal_lsn() - '0/0')::bigint as log_end,
                   coalesce(confirmed_flush_lsn - '0/0', 0)::bigint as confirmed
              from pg_replication_slots where slot_name = ?
            """;

    public static SlotState of(Connection session, String slot) throws SQLException {
        return Row.one(session, LOOK, slot)
                .map(row -> new SlotState(
                        row.text("status"),
                        row.number("retained"),
                        row.fraction("safe"),
                        row.number("lag"),
                        row.number("log_end"),
                        row.number("confirmed")))
                .orElse(new SlotState(MISSING, 0, Double.NaN, 0, 0, 0));
    }
}
