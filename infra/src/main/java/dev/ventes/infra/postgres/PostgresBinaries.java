package dev.ventes.infra.postgres;

import dev.ventes.infra.CacheFolder;
import dev.ventes.infra.ServerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's own programs, which come as an archive inside a Maven artifact and are unpacked once per version. */
final class PostgresBinaries {
    private PostgresBinaries() {}

    /** The folder that holds bin, lib and share. */
    static Path folder() {
        String archive = "/postgres-" + system() + "-" + architecture() + ".txz";
        var resource = PostgresBinaries.class.getResource(archive);
        if (resource == null) {
            throw new ServerException("no PostgreSQL for this system on the class path: " + archive);
        }
        return CacheFolder.entry("postgres-" + versionIn(resource.getPath()), folder -> {
            try (InputStream in = resource.openStream()) {
                unpack(in, folder);
            }
        });
    }

    private static void unpack(InputStream archive, Path folder) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(target.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, target);
                    Files.setPosixFilePermissions(target, permissions(entry));
                }
            }
        }
    }

    private static Set<PosixFilePermission> permissions(TarArchiveEntry entry) {
        boolean executable = (entry.getMode() & 0100) != 0;
        return PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--");
    }

    /** The artifact's file name ends with its version: …-18.6.0.jar!/postgres-linux-x86_64.txz. */
    private static String versionIn(String path) {
        String jar = path.substring(0, path.indexOf(".jar!"));
        return jar.substring(jar.lastIndexOf('-') + 1);
    }

    private static String system() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "aarch64", "arm64" -> "arm_64";
            default -> "x86_64";
        };
    }
}
