package dev.ventes.cli.verify;

import dev.ventes.connector.postgres.Postgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postgresql.replication.LogSequenceNumber;

/** PostgreSQL's side. Each question is a transaction of its own, so that no vacuum waits for us. One thread at a time. */
final class Table implements AutoCloseable {
    private static final int FETCH = 2_000;

    private final Connection session;
    private final String name;
    private final TableColumns columns;
    private final String selection;

    /** A row, and what PostgreSQL calls this state of it: another state has another name. */
    record Version(SaleRow row, String name) {}

    private Table(Connection session, String name, TableColumns columns) {
        this.session = session;
        this.name = name;
        this.columns = columns;
        this.selection = columns.names().stream().map(Postgres::quoted).collect(Collectors.joining(", "));
    }

    static Table open(Postgres postgres) throws SQLException {
        var session = postgres.open("verify");
        session.setAutoCommit(false);
        session.setReadOnly(true);
        var columns = TableColumns.read(session, postgres.table());
        return new Table(session, postgres.table(), columns);
    }

    TableColumns columns() {
        return columns;
    }

    /** The id of the {@code rows}-th row of the range, if it has as many. */
    OptionalLong idOf(Ids ids, long rows) throws SQLException {
        return number(
                "select id from " + name + " where id > ? and id <= ? order by id offset ? limit 1",
                ids.after(),
                ids.to(),
                rows - 1);
    }

    /** The highest id in the range. */
    OptionalLong lastOf(Ids ids) throws SQLException {
        return number(
                "select id from " + name + " where id > ? and id <= ? order by id desc limit 1", ids.after(), ids.to());
    }

    /** The lowest id in the range. */
    OptionalLong firstOf(Ids ids) throws SQLException {
        return number(
                "select id from " + name + " where id > ? and id <= ? order by id limit 1", ids.after(), ids.to());
    }

    private OptionalLong number(String sql, long... parameters) throws SQLException {
        try (var query = session.prepareStatement(sql)) {
            set(query, parameters);
            try (var rows = query.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        } finally {
            session.rollback();
        }
    }

    private static void set(PreparedStatement query, long... parameters) throws SQLException {
        for (var i = 0; i < parameters.length; i++) {
            query.setLong(i + 1, parameters[i]);
        }
    }

    /** All rows of the range in the order of their ids. */
    void read(Ids ids, Consumer<SaleRow> reader) throws SQLException {
        try (var query = session.prepareStatement(
                "select " + selection + " from " + name + " where id > ? and id <= ? order by id")) {
            query.setFetchSize(FETCH);
            set(query, ids.after(), ids.to());
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    reader.accept(columns.ofTable(rows));
                }
            }
        } finally {
            session.rollback();
        }
    }

    /** The rows of these ids that there are. */
    Map<Long, Version> versions(Collection<Long> ids) throws SQLException {
        try (var query = session.prepareStatement("select " + selection
                + ", concat_ws('.', tableoid, ctid, xmin, xmax) from " + name + " where id = any (?)")) {
            query.setArray(1, session.createArrayOf("int8", ids.toArray()));
            var found = new HashMap<Long, Version>();
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    var row = columns.ofTable(rows);
                    found.put(
                            row.id(),
                            new Version(row, rows.getString(columns.names().size() + 1)));
                }
            }
            return found;
        } finally {
            session.rollback();
        }
    }

    /** Everything that could be seen until now lies before it in PostgreSQL's log, flushed or not. */
    long lsn() throws SQLException {
        try (var sql = session.createStatement();
                var row = sql.executeQuery("select pg_current_wal_insert_lsn()")) {
            row.next();
            return LogSequenceNumber.valueOf(row.getString(1)).asLong();
        } finally {
            session.rollback();
        }
    }

    /** For whoever asks more of PostgreSQL, and ends the transaction. */
    Connection session() {
        return session;
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }
}
