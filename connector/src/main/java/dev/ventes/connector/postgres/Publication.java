package dev.ventes.connector.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;

/** The publication of the table: what PostgreSQL decodes for us. Ours has this one table and all operations. */
public record Publication(String name) {
    /** Its oid, which is another one after it was dropped and made again. */
    public OptionalLong oid(Connection session) throws SQLException {
        try (var query = session.prepareStatement("select oid::bigint from pg_publication where pubname = ?")) {
            query.setString(1, name);
            try (var row = query.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    public void create(Connection session, String table) throws SQLException {
        try (var sql = session.createStatement()) {
            sql.execute(creation(table));
        }
    }

    String creation(String table) {
        return "CREATE PUBLICATION " + Postgres.quoted(name) + " FOR TABLE " + table
                + " WITH (publish_via_partition_root = true)";
    }
}
