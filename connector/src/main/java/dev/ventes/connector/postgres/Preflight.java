package dev.ventes.connector.postgres;

import dev.ventes.core.config.Configuration;
import dev.ventes.core.log.SaleKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether PostgreSQL can be captured as it is: all faults at once, each with the SQL that mends it. */
public record Preflight(Postgres postgres, String publication, String slotPrefix) {
    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    /** The youngest version without {@code idle_session_timeout} is 13, and the lock rests on that. */
    private static final int OLDEST_VERSION = 140_000;

    private static final long HIGHEST_ID = SaleKey.FIRST_API_ID - 1;
    private static final Duration STARTING = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final String CANNOT_CONNECT_NOW = "57P03";
    private static final String CONNECTION_FAILURES = "08";

    /**
     * Looks, and returns what keeps nobody from starting and makes the view less exact.
     *
     * @throws Configuration.Faults if anything is in the way
     */
    public List<String> require() {
        var warnings = new ArrayList<String>();
        var faults = new ArrayList<String>();
        try (var session = postgres.open("preflight")) {
            faults.addAll(faults(session));
            if (faults.isEmpty()) {
                warnings.addAll(warnings(session));
                warnings.forEach(LOG::warn);
                warnOfIds(session);
            }
        } catch (SQLException e) {
            faults.add(connection(e));
        }
        if (!faults.isEmpty()) {
            throw new Configuration.Faults(faults);
        }
        return warnings;
    }

    /** What is in the way, a line each. */
    public List<String> faults(Connection session) throws SQLException {
        var faults = new ArrayList<String>();
        server(session, faults);
        if (table(session, faults)) {
            key(session, faults);
            var identities = ReplicaIdentity.of(session, postgres.table());
            ReplicaIdentity.faults(identities, faults);
            var published = new PublicationCheck(session, new Publication(publication), postgres.table());
            published.faults(faults);
            published.virtualColumns(identities, faults);
        }
        return faults;
    }

    /** What keeps nobody from starting and makes the view less exact, a line each. */
    public List<String> warnings(Connection session) throws SQLException {
        var warnings = new ArrayList<String>();
        ReplicaIdentity.warnings(ReplicaIdentity.of(session, postgres.table()), warnings);
        return warnings;
    }

    /** As {@link #require}, but gives a server some time that is still starting. */
    public void requireStarted() throws InterruptedException {
        var until = System.nanoTime() + STARTING.toNanos();
        while (isStarting() && System.nanoTime() - until < 0) {
            Thread.sleep(PAUSE);
        }
        require();
    }

    private boolean isStarting() {
        try (var session = postgres.open("preflight")) {
            // One that is about to be promoted.
            return Row.one(session, "select where pg_is_in_recovery()").isPresent();
        } catch (SQLException e) {
            var state = e.getSQLState();
            return state != null && (state.equals(CANNOT_CONNECT_NOW) || state.startsWith(CONNECTION_FAILURES));
        }
    }

    /** Why a session could not be opened, in the words of the configuration. */
    public String connection(SQLException e) {
        var config = postgres.config();
        return switch (e.getSQLState()) {
            case "28P01" -> "ventes.postgres.password: PostgreSQL refuses it for the user " + config.user();
            case "28000" ->
                "ventes.postgres.user = " + config.user() + ": PostgreSQL lets nobody of this name in: "
                        + e.getMessage();
            case "3D000" ->
                "ventes.postgres.database = " + config.database() + ": does not exist; CREATE DATABASE "
                        + Postgres.quoted(config.database()) + " OWNER " + Postgres.quoted(config.user());
            case null, default ->
                "ventes.postgres.host = " + config.host() + ":" + config.port() + ": " + e.getMessage();
        };
    }

    private void server(Connection session, List<String> faults) throws SQLException {
        var server = Row.one(session, """
                select current_setting('server_version_num')::int as version,
                       pg_is_in_recovery() as standby,
                       current_setting('wal_level') as wal_level,
                       (select rolreplication or rolsuper from pg_roles where rolname = current_user) as replication,
                       current_setting('max_replication_slots')::int
                         - (select count(*) from pg_replication_slots where slot_name !~ ?) as slots,
                       current_setting('max_wal_senders')::int
                         - (select count(*) from pg_stat_activity where backend_type = 'walsender'
                              and application_name !~ '^(Debezium|ventes-connector)') as senders
                """, "^" + slotPrefix + "_[0-9]+$").orElseThrow();
        var version = server.number("version");
        if (version < OLDEST_VERSION) {
            faults.add("PostgreSQL is version " + version / 10_000 + ", must be 14 or later");
        }
        if (server.flag("standby")) {
            faults.add("ventes.postgres.host = " + postgres.config().host() + ":"
                    + postgres.config().port() + ": is a standby; SELECT pg_promote()");
        }
        if (!server.text("wal_level").equals("logical")) {
            faults.add("wal_level is " + server.text("wal_level")
                    + ", must be logical; ALTER SYSTEM SET wal_level = logical, then restart PostgreSQL");
        }
        if (!server.flag("replication")) {
            faults.add("the user may not replicate; ALTER ROLE "
                    + Postgres.quoted(postgres.config().user()) + " REPLICATION");
        }
        if (server.number("slots") < 1) {
            faults.add("no replication slot is free; drop one (SELECT pg_drop_replication_slot(name)),"
                    + " or ALTER SYSTEM SET max_replication_slots to more, then restart PostgreSQL");
        }
        if (server.number("senders") < 1) {
            faults.add("no WAL sender is free; ALTER SYSTEM SET max_wal_senders to more, then restart PostgreSQL");
        }
    }

    /** False if there is none. */
    private boolean table(Connection session, List<String> faults) throws SQLException {
        var found = Row.one(session, """
                select relkind, row_security_active(c.oid) as hidden_rows,
                       has_table_privilege(c.oid, 'SELECT') as readable
                  from pg_class c where c.oid = to_regclass(?)
                """, postgres.table());
        var table = postgres.table();
        if (found.isEmpty()) {
            faults.add("ventes.postgres.table: there is no table " + table + " in the database "
                    + postgres.config().database());
            return false;
        }
        var row = found.get();
        if (!row.text("relkind").equals("r") && !row.text("relkind").equals("p")) {
            faults.add("ventes.postgres.table: " + table + " is not a table whose changes PostgreSQL logs");
            return false;
        }
        if (!row.flag("readable")) {
            faults.add("the user may not read the table; GRANT SELECT ON " + table + " TO "
                    + Postgres.quoted(postgres.config().user()));
        }
        if (row.flag("hidden_rows")) {
            faults.add("row security hides rows from the user; ALTER ROLE "
                    + Postgres.quoted(postgres.config().user()) + " BYPASSRLS");
        }
        return true;
    }

    private void key(Connection session, List<String> faults) throws SQLException {
        var key = Row.one(session, """
                select (select string_agg(attname, ', ' order by attnum) from pg_attribute
                         where attrelid = con.conrelid and attnum = any (con.conkey)) as columns,
                       condeferrable as deferrable, conname as name,
                       coalesce(pg_get_partkeydef(con.conrelid), '') as partitioned,
                       exists (select from pg_attribute where attrelid = con.conrelid and attname = 'id'
                                and atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)) as whole
                  from pg_constraint con where contype = 'p' and conrelid = to_regclass(?)
                """, postgres.table());
        var mend = "ALTER TABLE " + postgres.table() + " ADD PRIMARY KEY (id)";
        if (key.isEmpty()) {
            faults.add("the table has no primary key; " + mend);
            return;
        }
        var drop = "ALTER TABLE " + postgres.table() + " DROP CONSTRAINT "
                + Postgres.quoted(key.get().text("name")) + "; " + mend;
        if (!key.get().text("columns").equals("id")
                && !key.get().text("partitioned").isEmpty()) {
            faults.add("the primary key is (" + key.get().text("columns") + "), must be (id), which PostgreSQL allows"
                    + " on a table that is partitioned by id and not on one by "
                    + key.get().text("partitioned"));
        } else if (!key.get().text("columns").equals("id")) {
            faults.add("the primary key is (" + key.get().text("columns") + "), must be (id); " + drop);
        } else if (!key.get().flag("whole")) {
            faults.add(
                    "id is not an integer; ALTER TABLE " + postgres.table() + " ALTER id TYPE bigint USING id::bigint");
        }
        if (key.get().flag("deferrable")) {
            faults.add("the primary key is deferrable, so that two rows may have one id for a while; " + drop);
        }
    }

    private void warnOfIds(Connection session) throws SQLException {
        var sequence = Row.one(session, """
                select seqrelid::regclass::text as name, seqmax as highest from pg_sequence
                 where seqrelid = pg_get_serial_sequence(?, 'id')::regclass
                """, postgres.table());
        if (sequence.isPresent() && sequence.get().number("highest") > HIGHEST_ID) {
            LOG.warn(
                    "ids above {} belong to the API; ALTER SEQUENCE {} MAXVALUE {}",
                    HIGHEST_ID,
                    sequence.get().text("name"),
                    HIGHEST_ID);
        }
    }
}
