package dev.ventes.infra.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The data folder of a standby: a copy of its primary's, and where to read on. PostgreSQL's binaries lack pg_basebackup. */
final class StandbyData {
    private static final String SIGNAL = "standby.signal";

    private StandbyData() {}

    /** False again once it was promoted. */
    static boolean isIn(Path data) {
        return Files.exists(data.resolve(SIGNAL));
    }

    /** Copies the data of a server that is stopped. */
    static void copy(Path from, Path to, String slot, String primary) {
        try (var paths = Files.walk(from)) {
            Files.createDirectories(to.getParent());
            for (Path path :
                    paths.filter(path -> !isOfASlot(from.relativize(path))).toList()) {
                Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
            }
            Files.createFile(to.resolve(SIGNAL));
            Files.writeString(
                    to.resolve("postgresql.auto.conf"),
                    "primary_conninfo = '" + primary + "'\nprimary_slot_name = '" + slot
                            + "'\nhot_standby_feedback = on\nsync_replication_slots = on\n",
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + from + " to " + to, e);
        }
    }

    /** The primary's slots are not the standby's. */
    private static boolean isOfASlot(Path path) {
        return path.startsWith("pg_replslot") && path.getNameCount() > 1;
    }
}
