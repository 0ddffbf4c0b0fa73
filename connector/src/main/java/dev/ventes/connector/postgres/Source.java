package dev.ventes.connector.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The server and the table as they are now.
 *
 * @param systemIdentifier PostgreSQL's own name of the cluster; a restored backup and a standby keep it
 * @param timeline grows when a standby is promoted or a backup is restored to a point in time
 * @param lsn how far the server's log is written
 * @param tableOid of the table: another one is another table
 * @param promotion how the timeline began; null for the first
 * @param standbys the slots of the standbys that must have a change before we get it; null for none
 */
public record Source(
        String systemIdentifier, int timeline, long lsn, long tableOid, Promotion promotion, String standbys) {
    /**
     * The end of another timeline.
     *
     * @param timeline the other's number
     * @param lsn up to where this server has the other's log
     * @param slot by which it followed the other, if it was a standby; empty if not known
     */
    public record Promotion(int timeline, long lsn, String slot) {}

    public static Source identify(Postgres postgres) throws SQLException {
        try (var replication = postgres.openReplication("identify");
                var session = postgres.open("identify");
                var sql = replication.createStatement();
                var system = sql.executeQuery("IDENTIFY_SYSTEM")) {
            system.next();
            var timeline = system.getInt("timeline");
            return new Source(
                    system.getString("systemid"),
                    timeline,
                    LogSequenceNumber.valueOf(system.getString("xlogpos")).asLong(),
                    tableOid(session, postgres.table()),
                    timeline == 1 ? null : promotion(replication, session, timeline),
                    standbys(session));
        }
    }

    /** Since PostgreSQL 17. */
    public static String standbys(Connection session) throws SQLException {
        return setting(session, "nullif(current_setting('synchronized_standby_slots', true), '')");
    }

    /** The last line of the timeline's history: the timeline before, where it was left, why. */
    private static Promotion promotion(Connection replication, Connection session, int timeline) throws SQLException {
        try (var sql = replication.createStatement();
                var history = sql.executeQuery("TIMELINE_HISTORY " + timeline)) {
            history.next();
            var last = new String(history.getBytes("content"), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .reduce((one, next) -> next)
                    .orElseThrow()
                    .strip()
                    .split("\t", -1);
            return new Promotion(
                    Integer.parseInt(last[0]),
                    LogSequenceNumber.valueOf(last[1]).asLong(),
                    setting(session, "current_setting('primary_slot_name')"));
        }
    }

    private static String setting(Connection session, String expression) throws SQLException {
        return (String) Row.one(session, "select " + expression + " as value")
                .orElseThrow()
                .columns()
                .get("value");
    }

    /** Whether this server has everything that was sent when these were the standbys to wait for. */
    public boolean isAmong(String standbys) {
        return standbys != null
                && promotion != null
                && Arrays.stream(standbys.split(",", -1)).map(String::strip).anyMatch(promotion.slot()::equals);
    }

    public static long tableOid(Postgres postgres) throws SQLException {
        try (var session = postgres.open("identify")) {
            return tableOid(session, postgres.table());
        }
    }

    private static long tableOid(Connection session, String table) throws SQLException {
        try (var query = session.prepareStatement("select to_regclass(?)::oid::bigint")) {
            query.setString(1, table);
            try (var row = query.executeQuery()) {
                row.next();
                var oid = row.getLong(1);
                if (row.wasNull()) {
                    throw new SQLException("there is no table " + table);
                }
                return oid;
            }
        }
    }
}
