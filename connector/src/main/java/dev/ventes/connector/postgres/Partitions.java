package dev.ventes.connector.postgres;

/** The table and, where it is partitioned, all that is below it. Without a lock: nobody's DDL keeps us waiting. */
final class Partitions {
    /** The beginning of a query; its first parameter is the table. */
    static final String TREE = """
            with recursive tree (oid) as (
              select to_regclass(?)::oid union
              select inhrelid from pg_inherits i join tree on i.inhparent = tree.oid
            )
            """;

    private Partitions() {}
}
