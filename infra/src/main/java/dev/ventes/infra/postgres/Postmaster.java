package dev.ventes.infra.postgres;

import dev.ventes.infra.ServerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The file postmaster.pid in a data folder: whose the folder is, and whether that server takes connections yet. Whoever
 * was killed leaves it behind, and PostgreSQL takes it seriously as soon as any process has that number again.
 */
record Postmaster(Path file) {
    private static final int STATUS_LINE = 7;
    private static final Set<String> READY = Set.of("ready", "standby");
    private static final int SECONDS_TO_LEAVE = 20;

    static Postmaster of(Path data) {
        return new Postmaster(data.resolve("postmaster.pid"));
    }

    boolean isReady() {
        List<String> lines = lines();
        return lines.size() > STATUS_LINE
                && READY.contains(lines.get(STATUS_LINE).strip());
    }

    /** Waits for the server of a JVM that has just died, which is on its way out, and removes what a killed one left. */
    void awaitGone() {
        Optional<ProcessHandle> previous = process();
        if (previous.isPresent()) {
            try {
                previous.get().onExit().get(SECONDS_TO_LEAVE, TimeUnit.SECONDS);
            } catch (TimeoutException alive) {
                throw new ServerException(
                        "another PostgreSQL (process " + previous.get().pid() + ") runs on " + file.getParent(), alive);
            } catch (ExecutionException | InterruptedException e) {
                throw new ServerException("cannot wait for the previous PostgreSQL", e);
            }
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the stale " + file, e);
        }
    }

    private Optional<ProcessHandle> process() {
        return lines().stream()
                .findFirst()
                .map(Long::parseLong)
                .flatMap(ProcessHandle::of)
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"));
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException down) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
