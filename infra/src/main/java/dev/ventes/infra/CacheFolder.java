package dev.ventes.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/**
 * Binaries that were unpacked or downloaded once and serve every later start. An entry appears complete or not at all:
 * it is filled under a name of its own and then renamed, so that several processes may do so at once and the first wins.
 */
public final class CacheFolder {
    private CacheFolder() {}

    /** Writes the content of a new entry. */
    public interface Filling {
        void fill(Path folder) throws IOException;
    }

    /** The entry's folder, filled now if it is not there yet. */
    public static Path entry(String name, Filling filling) {
        Path entry = root().resolve(name);
        if (Files.isDirectory(entry)) {
            return entry;
        }
        Path draft = entry.resolveSibling(name + "-" + UUID.randomUUID());
        try {
            Files.createDirectories(draft);
            try {
                filling.fill(draft);
                publish(draft, entry);
            } finally {
                delete(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fill " + entry, e);
        }
        return entry;
    }

    public static Optional<Path> existing(String name) {
        return Optional.of(root().resolve(name)).filter(Files::isDirectory);
    }

    public static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static void publish(Path draft, Path entry) throws IOException {
        try {
            Files.move(draft, entry);
        } catch (FileSystemException lost) {
            if (!Files.isDirectory(entry)) {
                throw lost;
            }
        }
    }

    /** A root's home is closed to the user that PostgreSQL must run as, hence a place that everybody may read. */
    private static Path root() {
        String chosen = System.getProperty("ventes.cache");
        if (chosen != null) {
            return Path.of(chosen);
        }
        return System.getProperty("user.name").equals("root")
                ? Path.of("/var/cache/ventes")
                : Path.of(System.getProperty("user.home"), ".cache", "ventes");
    }
}
