package dev.ventes.infra.process;

import dev.ventes.infra.Port;
import dev.ventes.infra.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A server that otherwise lives in our JVM, in one of its own: it can be killed and frozen, and started again on the
 * same port and folder. What it says is in {@code process.log} in the folder. PostgreSQL needs none of this: it is a
 * process of its own anyway.
 */
public final class ServerProcess implements Server {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    /** Small heaps that are collected often and shortly: what a server's pause costs, every sale behind it waits. */
    private static final List<String> KAFKA_HEAP = List.of("-XX:+UseParallelGC", "-Xmx1g");

    private static final List<String> MONGO_HEAP = List.of("-XX:+UseParallelGC", "-Xmx3g", "-Xmn600m");

    private final String kind;
    private final List<String> jvmArguments;
    private final Path folder;
    private final int port;

    private JavaProcess process;

    private ServerProcess(String kind, List<String> jvmArguments, Path folder, int port) {
        this.kind = kind;
        this.jvmArguments = jvmArguments;
        this.folder = folder.toAbsolutePath();
        this.port = Port.choose(port);
    }

    /** Reachable at {@code HOST:port()}. Port 0 takes a free one. */
    public static ServerProcess kafka(Path folder, int port) {
        return new ServerProcess("kafka", KAFKA_HEAP, folder, port);
    }

    /** The imitation, reachable at {@code mongodb://HOST:port()}. Port 0 takes a free one. */
    public static ServerProcess mongo(Path folder, int port) {
        return new ServerProcess("mongo", MONGO_HEAP, folder, port);
    }

    @Override
    public synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        Port.requireFree(kind, port);
        process = JavaProcess.start(
                        ServerMain.class,
                        List.of(kind, folder.toString(), Integer.toString(port)),
                        Map.of(),
                        jvmArguments,
                        folder.resolve("process.log"))
                .awaitSaid(ServerMain.READY, START_LIMIT);
    }

    @Override
    public synchronized void stop() {
        if (process != null) {
            process.close();
        }
    }

    /** SIGKILL. */
    public synchronized void kill() {
        running().kill();
    }

    /** SIGSTOP: connections stay open, and nothing answers. */
    public synchronized void pause() {
        running().pause();
    }

    public synchronized void resume() {
        running().resume();
    }

    public synchronized long pid() {
        return running().pid();
    }

    private JavaProcess running() {
        if (process == null) {
            throw new IllegalStateException(kind + " was never started");
        }
        return process;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String describe() {
        return kind + " on " + HOST + ":" + port + " in a process of its own";
    }
}
