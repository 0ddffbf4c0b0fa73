package dev.ventes.connector.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The right to be the connector of this table: an advisory lock in a session of its own. The session ends on the
 * server when it has not been heard of for {@code idle_session_timeout}, so that a frozen holder loses it; the holder
 * therefore uses the session every few seconds, and treats any failure of it as the loss of the lock.
 */
public final class TermLock implements AutoCloseable {
    /** The first half of the lock's id: ours among the locks of the database. The second is the table's oid. */
    private static final int VENTES = 0x76656e74;

    private static final int UNHEARD_OF_SECONDS = 15;
    private static final int PING_TIMEOUT_MILLIS = 5_000;

    private final Connection session;

    private TermLock(Connection session) {
        this.session = session;
    }

    /** The lock, if nobody holds it now. */
    public static Optional<TermLock> take(Postgres postgres) throws SQLException {
        var tableOid = Source.tableOid(postgres);
        var session = postgres.open("lock");
        try (var sql = session.createStatement();
                var lock = session.prepareStatement("select pg_try_advisory_lock(?, ?)")) {
            sql.execute("set idle_session_timeout = '" + UNHEARD_OF_SECONDS + "s'");
            sql.execute("set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 2");
            lock.setInt(1, VENTES);
            lock.setInt(2, (int) tableOid);
            try (var answer = lock.executeQuery()) {
                answer.next();
                if (answer.getBoolean(1)) {
                    session.setNetworkTimeout(Runnable::run, PING_TIMEOUT_MILLIS);
                    return Optional.of(new TermLock(session));
                }
            }
            session.close();
            return Optional.empty();
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    /** The session that holds the lock: what is done in it is done under the lock. One thread at a time. */
    public Connection session() {
        return session;
    }

    /** Fails if the session, and with it the lock, is lost; keeps it for a while otherwise. */
    public void ping() throws SQLException {
        try (var sql = session.createStatement()) {
            sql.execute("select 1");
        }
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }
}
