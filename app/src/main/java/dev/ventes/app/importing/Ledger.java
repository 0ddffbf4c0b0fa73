package dev.ventes.app.importing;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The table {@code ventes_imports}: how far each file has been imported, by its fingerprint. Written in the very
 * transactions that bring the rows, so that both are there or neither. It belongs to no publication.
 */
final class Ledger {
    private Ledger() {}

    /**
     * Where a file stands.
     *
     * @param records that have been read, the bad ones included: an import goes on after them
     * @param rows that came of them
     */
    record Entry(long records, long rows, boolean finished) {}

    /** The file's entry, made now if it is the first time. */
    static Entry of(Connection session, SalesFile file) throws SQLException {
        try (var sql = session.createStatement()) {
            sql.execute("""
                    create table if not exists ventes_imports (
                      sha256      text primary key,
                      file        text not null,
                      records     bigint not null default 0,
                      rows        bigint not null default 0,
                      started_at  timestamptz not null default now(),
                      finished_at timestamptz
                    )""");
        }
        try (var insert = session.prepareStatement(
                "insert into ventes_imports (sha256, file) values (?, ?) on conflict do nothing")) {
            insert.setString(1, file.sha256());
            insert.setString(2, file.path().getFileName().toString());
            insert.executeUpdate();
        }
        try (var query = session.prepareStatement(
                "select records, rows, finished_at is not null from ventes_imports where sha256 = ?")) {
            query.setString(1, file.sha256());
            try (var row = query.executeQuery()) {
                row.next();
                return new Entry(row.getLong(1), row.getLong(2), row.getBoolean(3));
            }
        }
    }

    /** Moves the entry on, as part of the transaction; fails if somebody else has. */
    static void advance(Connection session, SalesFile file, Entry from, Entry to) throws SQLException {
        try (var update = session.prepareStatement("""
                update ventes_imports
                   set records = ?, rows = ?, finished_at = case when ? then now() end
                 where sha256 = ? and records = ? and finished_at is null""")) {
            update.setLong(1, to.records());
            update.setLong(2, to.rows());
            update.setBoolean(3, to.finished());
            update.setString(4, file.sha256());
            update.setLong(5, from.records());
            if (update.executeUpdate() != 1) {
                throw new SQLException("somebody else imports " + file.path() + " at the same time");
            }
        }
    }
}
