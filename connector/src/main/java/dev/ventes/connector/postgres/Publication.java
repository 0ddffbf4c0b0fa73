package dev.ventes.connector.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The publication of the table: what PostgreSQL decodes for us. Ours has this one table and all operations. */
public record Publication(String name) {
    private static final String IDENTITY = "select concat_ws('.', p.oid, p.xmin, t.oid, t.xmin)"
            + " from pg_publication p left join pg_publication_rel t on t.prpubid = p.oid"
            + " and t.prrelid = to_regclass(?) where p.pubname = ?";

    /** What tells it from any other, also from itself after it was altered, or dropped and made again. */
    public Optional<String> identity(Connection session, String table) throws SQLException {
        try (var query = session.prepareStatement(IDENTITY)) {
            query.setString(1, table);
            query.setString(2, name);
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
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
