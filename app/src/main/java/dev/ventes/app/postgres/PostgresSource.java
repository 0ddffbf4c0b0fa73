package dev.ventes.app.postgres;

import dev.ventes.infra.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table's database, as work that outlives its absence sees it. */
public record PostgresSource(PostgresServer server) {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSource.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Something to be done in one session. It is begun anew in a new session if PostgreSQL goes away meanwhile. */
    public interface Work {
        void in(Connection session) throws Exception;
    }

    /**
     * Does the work, however often PostgreSQL goes away.
     *
     * @throws Exception what the work throws, unless it is that PostgreSQL is away
     */
    public void outlasting(Work work) throws Exception {
        var away = false;
        while (true) {
            try (var session = server.connect()) {
                if (away) {
                    LOG.info("PostgreSQL is back");
                    away = false;
                }
                work.in(session);
                return;
            } catch (SQLException e) {
                if (!meansAway(e)) {
                    throw e;
                }
                if (!away) {
                    LOG.atWarn().addKeyValue("cause", e.getMessage()).log("PostgreSQL is away");
                    away = true;
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    /** No connection (08), on its way down or up (57P), or too busy to take one (53). */
    private static boolean meansAway(SQLException e) {
        var state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
    }
}
