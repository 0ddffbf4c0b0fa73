package dev.ventes.connector.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The publication of the table: what PostgreSQL decodes for us. Ours has this one table and all operations. */
public record Publication(String name) {
    /** The first that can send columns that are computed from others. */
    private static final int WITH_GENERATED_COLUMNS = 18;

    /**
     * Of a partition that is emptied, attached or detached PostgreSQL sends nothing; a TRUNCATE makes a new file, and
     * one that was detached for a moment has a new row among the inherited.
     */
    private static final String IDENTITY = Partitions.TREE + """
            , partitions as (select md5(string_agg(concat_ws('.', c.oid, c.relfilenode, i.xmin), ',' order by c.oid)) as files
                               from tree join pg_class c using (oid) join pg_inherits i on i.inhrelid = c.oid
                              where c.relispartition and c.relkind = 'r')
            select concat_ws('.', p.oid, p.xmin, to_regclass(?)::oid, t.oid, t.xmin, files)
              from partitions, pg_publication p
              left join pg_publication_rel t on t.prpubid = p.oid and t.prrelid = to_regclass(?)
             where p.pubname = ?
            """;

    /**
     * What tells it from any other, also from itself after it was altered, or dropped and made again; and what tells
     * the table's partitions from those of another time.
     */
    public Optional<String> identity(Connection session, String table) throws SQLException {
        try (var query = session.prepareStatement(IDENTITY)) {
            query.setString(1, table);
            query.setString(2, table);
            query.setString(3, table);
            query.setString(4, name);
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    public void create(Connection session, String table) throws SQLException {
        try (var sql = session.createStatement()) {
            sql.execute(creation(session, table));
        }
    }

    String creation(Connection session, String table) throws SQLException {
        var generated = session.getMetaData().getDatabaseMajorVersion() < WITH_GENERATED_COLUMNS
                ? ""
                : ", publish_generated_columns = stored";
        return "CREATE PUBLICATION " + Postgres.quoted(name) + " FOR TABLE " + table
                + " WITH (publish_via_partition_root = true" + generated + ")";
    }
}
