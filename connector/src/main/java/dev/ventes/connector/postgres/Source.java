package dev.ventes.connector.postgres;

import java.sql.SQLException;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The server and the table as they are now.
 *
 * @param systemIdentifier PostgreSQL's own name of the cluster; a restored backup keeps it
 * @param timeline grows when a standby is promoted or a backup is restored to a point in time
 * @param lsn how far the server's log is written
 * @param tableOid of the table: another one is another table
 */
public record Source(String systemIdentifier, int timeline, long lsn, long tableOid) {
    public static Source identify(Postgres postgres) throws SQLException {
        try (var replication = postgres.openReplication("identify");
                var sql = replication.createStatement();
                var system = sql.executeQuery("IDENTIFY_SYSTEM")) {
            system.next();
            return new Source(
                    system.getString("systemid"),
                    system.getInt("timeline"),
                    LogSequenceNumber.valueOf(system.getString("xlogpos")).asLong(),
                    tableOid(postgres));
        }
    }

    public static long tableOid(Postgres postgres) throws SQLException {
        try (var session = postgres.open("identify");
                var query = session.prepareStatement("select to_regclass(?)::oid::bigint")) {
            query.setString(1, postgres.table());
            try (var row = query.executeQuery()) {
                row.next();
                var oid = row.getLong(1);
                if (row.wasNull()) {
                    throw new SQLException("there is no table " + postgres.table());
                }
                return oid;
            }
        }
    }
}
