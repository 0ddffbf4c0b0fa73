package dev.ventes.infra.process;

import dev.ventes.infra.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts programs that end when this JVM ends, however it ends. On Linux the kernel sees to it: it signals the child
 * when the thread that forked it is gone, so all children are forked by one thread that lives as long as the JVM.
 * Elsewhere only an orderly end of the JVM stops them.
 */
public final class ChildProcess {
    private static final ExecutorService FORKING_THREAD = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("ventes-children").factory());

    private static final boolean CAN_FOLLOW_PARENT = succeeds(following("INT", List.of("true")));

    private static final int SECONDS_TO_STOP = 5;

    private ChildProcess() {}

    /** The same command, of which the process gets the signal when its parent dies. */
    public static List<String> endingWithParent(String signal, List<String> command) {
        return CAN_FOLLOW_PARENT ? following(signal, command) : command;
    }

    /** In a session of its own: a Ctrl-C is meant for the parent, which stops its children in the right order. */
    private static List<String> following(String signal, List<String> command) {
        var following = new ArrayList<>(List.of("setsid", "setpriv", "--pdeathsig=" + signal));
        following.addAll(command);
        return following;
    }

    public static Process start(ProcessBuilder builder) {
        try {
            return FORKING_THREAD.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw new ServerException("cannot start " + builder.command().getFirst(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException(
                    "interrupted while starting " + builder.command().getFirst(), e);
        }
    }

    /** Sends what {@link Process} cannot: it knows only TERM and KILL. */
    public static void signal(Process process, String signal) {
        if (process.isAlive() && !succeeds(List.of("kill", "-" + signal, Long.toString(process.pid())))) {
            throw new ServerException("cannot send " + signal + " to process " + process.pid());
        }
    }

    /** Until all of its threads have heard of a STOP: on busy processors one may run on for a while. Needs Linux. */
    static void awaitStopped(Process process) {
        var threads = Path.of("/proc", Long.toString(process.pid()), "task");
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_STOP);
        while (Files.isDirectory(threads) && !allStopped(threads) && System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static boolean allStopped(Path threads) {
        try (var all = Files.list(threads)) {
            for (var thread : all.toList()) {
                var stat = Files.readString(thread.resolve("stat"));
                // The name before it is in parentheses, and may have any in it.
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /** True when the process has ended within the time. */
    public static boolean awaitExit(Process process, long seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while waiting for process " + process.pid(), e);
        }
    }

    /** Whether the command exists and returns 0. */
    public static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
