package dev.ventes.connector.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Whether PostgreSQL decodes all that happens to the table, and all of its columns. */
record PublicationCheck(Connection session, Publication publication, String table) {
    void faults(List<String> faults) throws SQLException {
        var name = Postgres.quoted(publication.name());
        // By way of JSON, since some columns are younger than some of the servers that we read.
        var found = Row.one(session, """
                select pubinsert and pubupdate and pubdelete and pubtruncate as everything,
                       exists (select from pg_publication_rel r where r.prpubid = p.oid and r.prrelid = c.oid)
                         or exists (select from pg_publication_tables t where t.pubname = p.pubname
                                     and t.schemaname = n.nspname and t.tablename = c.relname) as has_table,
                       exists (select from pg_publication_tables t where t.pubname = p.pubname
                         and to_jsonb(t) ->> 'rowfilter' is not null) as rows_out,
                       exists (select from pg_publication_rel r where r.prpubid = p.oid and r.prrelid = c.oid
                         and to_jsonb(r) ->> 'prattrs' is not null) as columns_out,
                       pubviaroot or c.relkind = 'r' as via_root,
                       to_jsonb(p) ->> 'pubgencols' = 'n' as without_generated
                  from pg_publication p, pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where p.pubname = ? and c.oid = to_regclass(?)
                """, publication.name(), table);
        if (found.isEmpty()) {
            mayCreate(faults);
            return;
        }
        var row = found.get();
        if (!row.flag("everything")) {
            faults.add("the publication leaves operations out; ALTER PUBLICATION " + name
                    + " SET (publish = 'insert, update, delete, truncate')");
        }
        if (!row.flag("has_table")) {
            faults.add("the publication does not have the table; ALTER PUBLICATION " + name + " ADD TABLE " + table);
        } else if (row.flag("rows_out") || row.flag("columns_out")) {
            faults.add("the publication leaves " + (row.flag("rows_out") ? "rows" : "columns")
                    + " out; ALTER PUBLICATION " + name + " SET TABLE " + table);
        }
        if (!row.flag("via_root")) {
            faults.add("the publication shows partitions instead of the table; ALTER PUBLICATION " + name
                    + " SET (publish_via_partition_root = true)");
        }
        var stored = generated("s");
        if (row.flag("without_generated") && stored != null) {
            faults.add("the publication leaves the generated column " + stored
                    + " out, and PostgreSQL then refuses every UPDATE and DELETE under REPLICA IDENTITY FULL;"
                    + " ALTER PUBLICATION " + name + " SET (publish_generated_columns = stored)");
        }
    }

    /** Columns that no publication can have; with the whole row as its identity, nothing can be changed any more. */
    void virtualColumns(List<ReplicaIdentity> identities, List<String> faults) throws SQLException {
        var virtual = generated("v");
        if (virtual == null) {
            return;
        }
        var full = identities.stream()
                .filter(identity -> identity.kind().equals("f"))
                .toList();
        for (var identity : full) {
            faults.add("PostgreSQL cannot send the virtual generated column " + virtual
                    + ", and refuses every UPDATE and DELETE under REPLICA IDENTITY FULL; ALTER TABLE "
                    + identity.name() + " REPLICA IDENTITY DEFAULT");
        }
    }

    private String generated(String kind) throws SQLException {
        return Row.one(
                        session,
                        "select string_agg(attname, ', ' order by attnum) as names from pg_attribute"
                                + " where attrelid = to_regclass(?) and not attisdropped and attgenerated::text = ?",
                        table,
                        kind)
                .map(row -> (String) row.columns().get("names"))
                .orElse(null);
    }

    private void mayCreate(List<String> faults) throws SQLException {
        var rights = Row.one(session, """
                select has_database_privilege(current_database(), 'CREATE')
                       and pg_has_role(relowner, 'USAGE') as may_create
                  from pg_class where oid = to_regclass(?)
                """, table);
        if (!rights.orElseThrow().flag("may_create")) {
            faults.add("there is no publication " + publication.name() + ", and the user may not create it; "
                    + publication.creation(session, table));
        }
    }
}
