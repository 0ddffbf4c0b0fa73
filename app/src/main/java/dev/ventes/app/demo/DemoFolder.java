package dev.ventes.app.demo;

import dev.ventes.core.config.Configuration;
import dev.ventes.infra.CacheFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * The folder {@code .ventes}: the servers' data, the passwords, the file for shells, the log. One demo at a time: the
 * lock goes with the process, however it ends.
 */
record DemoFolder(Path path, FileChannel lock) {
    private static final List<String> SERVERS = List.of("postgres", "kafka", "mongo", "prometheus");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Waits a little for a demo that is on its way out. */
    static DemoFolder open(Path path) throws IOException, InterruptedException {
        Files.createDirectories(path);
        var lock = FileChannel.open(path.resolve("demo.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (lock.tryLock() == null) {
            if (System.nanoTime() > deadline) {
                lock.close();
                throw new Configuration.Faults(List.of("another demo runs in " + path));
            }
            Thread.sleep(PAUSE);
        }
        return new DemoFolder(path, lock);
    }

    /** Deletes what the servers hold, and nothing else. */
    void deleteData() throws IOException {
        for (var server : SERVERS) {
            CacheFolder.delete(path.resolve(server));
        }
    }

    Path environment() {
        return path.resolve("demo.env");
    }

    Path log() {
        return path.resolve("demo.log");
    }
}
