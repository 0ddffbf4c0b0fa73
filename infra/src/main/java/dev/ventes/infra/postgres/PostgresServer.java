package dev.ventes.infra.postgres;

import dev.ventes.infra.Port;
import dev.ventes.infra.Server;
import dev.ventes.infra.ServerException;
import dev.ventes.infra.process.ChildProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real PostgreSQL, made for logical decoding, in a process that ends with this JVM. Owns its folder: the cluster in
 * {@code data}, what the server says in {@code server.log}. The first start makes the cluster, every start makes sure
 * that the sales database is there. Passwords are the caller's, and the superuser's is fixed by the first start.
 */
public final class PostgresServer implements Server {
    public static final String SUPERUSER = "postgres";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int STOP_SECONDS = 20;

    private final Path folder;
    private final int port;
    private final String superuserPassword;
    private final SalesDatabase sales;
    private final List<String> settings;

    private Process process;

    /**
     * Port 0 takes a free one.
     *
     * @param settings {@code name=value}, which win over ours
     */
    public PostgresServer(
            Path folder, int port, String superuserPassword, String applicationPassword, String... settings) {
        this.folder = folder.toAbsolutePath();
        this.port = Port.choose(port);
        this.superuserPassword = superuserPassword;
        this.sales = new SalesDatabase(applicationPassword);
        this.settings = List.of(settings);
    }

    @Override
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        Postmaster postmaster = Postmaster.of(data());
        postmaster.awaitGone();
        Port.requireFree("PostgreSQL", port);
        Path programs = PostgresBinaries.folder().resolve("bin");
        OrdinaryUser user = OrdinaryUser.detect();
        Cluster.create(data(), programs, user, superuserPassword);

        List<String> command = user.running(ChildProcess.endingWithParent("INT", postgres(programs)));
        process = ChildProcess.start(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())));
        awaitReady(postmaster);
        if (!StandbyData.isIn(data())) {
            sales.initialise(this);
        }
    }

    /**
     * A hot standby of this server, which reads its log by way of a slot of that name, and keeps copies of its failover
     * slots. This server is stopped while its data is copied. The standby is yet to be started, and when it is promoted
     * it is a server like any other.
     */
    public synchronized PostgresServer standby(Path itsFolder, String slot) {
        var standby = new PostgresServer(itsFolder, 0, superuserPassword, sales.ownerPassword());
        stop();
        StandbyData.copy(
                data(),
                standby.data(),
                slot,
                "host=" + HOST + " port=" + port + " user=" + SUPERUSER + " password=" + superuserPassword + " dbname="
                        + SalesDatabase.NAME);
        start();
        try (var session = connectAsSuperuser(SUPERUSER);
                var create = session.prepareStatement("select pg_create_physical_replication_slot(?, true)")) {
            create.setString(1, slot);
            create.execute();
        } catch (SQLException e) {
            throw new ServerException("cannot make the slot " + slot, e);
        }
        return standby;
    }

    private List<String> postgres(Path programs) {
        var command = new ArrayList<>(List.of(programs.resolve("postgres").toString(), "-D", data().toString()));
        List<String> ours = List.of(
                "port=" + port,
                "listen_addresses=" + HOST,
                "unix_socket_directories=",
                "wal_level=logical",
                // A connector that never comes back must not fill the disk.
                "max_slot_wal_keep_size=4GB",
                "timezone=UTC",
                "log_timezone=UTC");
        Stream.concat(ours.stream(), settings.stream()).forEach(setting -> command.addAll(List.of("-c", setting)));
        return command;
    }

    private void awaitReady(Postmaster postmaster) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!postmaster.isReady()) {
            if (!process.isAlive()) {
                throw new ServerException("PostgreSQL ended at once; " + log() + " says why");
            }
            if (System.nanoTime() > deadline) {
                kill();
                throw new ServerException(
                        "PostgreSQL is not ready after " + START_LIMIT.toSeconds() + " s; see " + log());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** Ends the sessions and writes a checkpoint; a session that holds that up is cut off. */
    @Override
    public synchronized void stop() {
        if (!isRunning()) {
            return;
        }
        ChildProcess.signal(process, "INT");
        if (!ChildProcess.awaitExit(process, STOP_SECONDS)) {
            ChildProcess.signal(process, "QUIT");
            if (!ChildProcess.awaitExit(process, STOP_SECONDS)) {
                kill();
            }
        }
    }

    /** As if the machine had lost its power, sessions included; the next start recovers from the log. */
    public synchronized void kill() {
        if (process == null) {
            return;
        }
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        all.forEach(child -> child.onExit().join());
    }

    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String describe() {
        return "PostgreSQL 18 on " + HOST + ":" + port;
    }

    /** The sales database. */
    public String jdbcUrl() {
        return jdbcUrl(SalesDatabase.NAME);
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + HOST + ":" + port + "/" + database;
    }

    /** A session in the sales database, as the role that owns it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), SalesDatabase.OWNER, sales.ownerPassword());
    }

    public Connection connectAsSuperuser(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), SUPERUSER, superuserPassword);
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** Beside the data; the folder is there as soon as the cluster is. */
    private Path log() {
        return folder.resolve("server.log");
    }
}
