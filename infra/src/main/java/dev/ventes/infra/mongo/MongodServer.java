package dev.ventes.infra.mongo;

import dev.ventes.infra.Port;
import dev.ventes.infra.ServerException;
import dev.ventes.infra.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real, single mongod in a process that ends with this JVM. Owns its folder: the data, and what the server says. */
final class MongodServer implements MongoServer {
    private static final Pattern VERSION = Pattern.compile("db version v(\\S+)");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int STOP_SECONDS = 30;

    private final Path program;
    private final Path folder;
    private final int port;

    private Process process;

    MongodServer(Path program, Path folder, int port) {
        this.program = program;
        this.folder = folder;
        this.port = port;
    }

    @Override
    public synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        Port.requireFree("MongoDB", port);
        Path data = folder.resolve("mongod");
        Path log = folder.resolve("mongod.log");
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = List.of(
                program.toString(), "--dbpath", data.toString(), "--port", Integer.toString(port), "--bind_ip", HOST);
        process = ChildProcess.start(new ProcessBuilder(ChildProcess.endingWithParent("INT", command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                stop();
                throw new ServerException("MongoDB does not start; " + log + " says why");
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public synchronized void stop() {
        if (process == null) {
            return;
        }
        process.destroy();
        if (!ChildProcess.awaitExit(process, STOP_SECONDS)) {
            process.destroyForcibly().onExit().join();
        }
        process = null;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String uri() {
        return "mongodb://" + HOST + ":" + port + "/?directConnection=true";
    }

    @Override
    public boolean isReal() {
        return true;
    }

    @Override
    public String describe() {
        return "MongoDB " + version() + " (" + program + ") on " + HOST + ":" + port;
    }

    private String version() {
        Process asked = ChildProcess.start(new ProcessBuilder(program.toString(), "--version"));
        try (var said = asked.inputReader(StandardCharsets.UTF_8)) {
            return said.lines()
                    .map(VERSION::matcher)
                    .filter(Matcher::find)
                    .map(matcher -> matcher.group(1))
                    .findFirst()
                    .orElse("of unknown version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
