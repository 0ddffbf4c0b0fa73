package dev.ventes.infra.process;

import dev.ventes.infra.ServerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A main class in a JVM of its own, with this JVM's Java, compilers and class path: something that a test can kill,
 * freeze and start again. Ends at the latest with this JVM. Everything that it says goes to the end of its log file.
 */
public final class JavaProcess implements AutoCloseable {
    private static final long SECONDS_TO_STOP = 20;

    private final Process process;
    private final Path log;
    private final long logStart;

    private JavaProcess(Process process, Path log, long logStart) {
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    public static JavaProcess start(
            Class<?> main, Map<String, String> environment, List<String> jvmArguments, Path log) {
        return start(main, List.of(), environment, jvmArguments, log);
    }

    /** The environment is this JVM's, with the given variables added. */
    public static JavaProcess start(
            Class<?> main,
            List<String> arguments,
            Map<String, String> environment,
            List<String> jvmArguments,
            Path log) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(thisJvms("-XX:TieredStopAtLevel="));
        command.addAll(jvmArguments);
        command.add(main.getName());
        command.addAll(arguments);
        var builder = new ProcessBuilder(ChildProcess.endingWithParent("KILL", command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // Not as an argument: there it would bury all others in a list of processes.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            return new JavaProcess(ChildProcess.start(builder), log, logStart);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This JVM's arguments that begin so. */
    private static List<String> thisJvms(String argument) {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(given -> given.startsWith(argument))
                .toList();
    }

    /** Waits until the process has said the text, in this run and not in an earlier one that used the same log. */
    public JavaProcess awaitSaid(String text, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!said().contains(text)) {
            if (!process.isAlive()) {
                throw new ServerException(
                        "process ended with " + process.exitValue() + " before it said '" + text + "':\n" + said());
            }
            if (System.nanoTime() > deadline) {
                throw new ServerException("process did not say '" + text + "' within " + limit + ":\n" + said());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return this;
    }

    /** What this run has said so far. */
    public String said() {
        try (var in = Files.newInputStream(log)) {
            in.skipNBytes(logStart);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGSTOP: the process stands still, and its connections stay open. */
    public void pause() {
        ChildProcess.signal(process, "STOP");
        ChildProcess.awaitStopped(process);
    }

    public void resume() {
        ChildProcess.signal(process, "CONT");
    }

    /** SIGTERM; returns the exit code. */
    public int terminate() {
        process.destroy();
        return awaitExit(Duration.ofSeconds(SECONDS_TO_STOP));
    }

    public int awaitExit(Duration limit) {
        if (!ChildProcess.awaitExit(process, limit.toSeconds())) {
            throw new ServerException("process " + process.pid() + " is still there after " + limit + ":\n" + said());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        if (isAlive()) {
            resume();
            process.destroy();
            if (!ChildProcess.awaitExit(process, SECONDS_TO_STOP)) {
                kill();
            }
        }
    }
}
