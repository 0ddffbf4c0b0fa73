package dev.ventes.infra.mongo.imitation;

import dev.ventes.infra.Port;
import dev.ventes.infra.QuietLoggers;
import dev.ventes.infra.ServerException;
import dev.ventes.infra.mongo.MongoServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * Speaks MongoDB's wire protocol where no mongod can be had: mongo-java-server, with storage, indexes and a planner of
 * our own. Owns one file. A command that was answered survives a kill of the process, not a loss of the machine. It
 * knows no transactions, change streams or replica sets, and its figures are not MongoDB's.
 */
public final class ImitationServer implements MongoServer {
    private static final int CACHE_MEGABYTES = 128;
    private static final int UNSAVED_KILOBYTES = 16 << 10;
    private static final int RETENTION_MILLIS = 1000;
    private static final int WORKERS = 16;

    private final Path folder;
    private final int port;
    private final LongAdder looked = new LongAdder();

    private de.bwaldvogel.mongo.MongoServer running;

    /** Port 0 takes a free one. */
    public ImitationServer(Path folder, int port) {
        this.folder = folder.toAbsolutePath();
        this.port = Port.choose(port);
    }

    @Override
    public synchronized void start() {
        if (running != null) {
            return;
        }
        QuietLoggers.warningsOnly("de.bwaldvogel", "io.netty");
        QuietLoggers.errorsOnly("de.bwaldvogel.mongo.MongoServer");
        Port.requireFree("MongoDB", port);
        var server = new de.bwaldvogel.mongo.MongoServer(new ImitationBackend(open(), looked));
        // Commands run on the workers: enough of them that a long query does not hold up the others.
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1, WORKERS);
        running = server;
    }

    private MVStore open() {
        Path file = folder.resolve("imitation.mv");
        try {
            Files.createDirectories(folder);
            var store = new MVStore.Builder()
                    .fileName(file.toString())
                    .cacheSize(CACHE_MEGABYTES)
                    .autoCommitBufferSize(UNSAVED_KILOBYTES)
                    // Moving chunks about under load has ended a store with a failed assertion (H2 2.3.232). Without it
                    // chunks go when nothing in them is needed, and the file is a few times as large.
                    .autoCompactFillRate(0)
                    .open();
            // Only a failing machine, against which nothing here is safe, could still need what has been replaced.
            store.setRetentionTime(RETENTION_MILLIS);
            return store;
        } catch (IOException | MVStoreException e) {
            throw new ServerException("cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void stop() {
        if (running != null) {
            running.shutdownNow();
            running = null;
        }
    }

    /** How many documents all commands have looked at so far: what {@code explain} would tell of a real server. */
    public long looked() {
        return looked.sum();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String uri() {
        return "mongodb://" + HOST + ":" + port;
    }

    @Override
    public boolean isReal() {
        return false;
    }

    @Override
    public String describe() {
        return "an in-process imitation of MongoDB (mongo-java-server); not the real server, on " + HOST + ":" + port;
    }
}
