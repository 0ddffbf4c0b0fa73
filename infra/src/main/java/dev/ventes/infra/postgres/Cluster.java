package dev.ventes.infra.postgres;

import dev.ventes.infra.CacheFolder;
import dev.ventes.infra.ServerException;
import dev.ventes.infra.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Makes a data folder, once. Collation is PostgreSQL's own, so that no locale needs to be installed on the machine. */
final class Cluster {
    private Cluster() {}

    static void create(Path data, Path programs, OrdinaryUser user, String password) {
        // Written last by initdb: a folder without it is what an interrupted first start left.
        if (Files.exists(data.resolve("global/pg_control"))) {
            user.own(data);
            return;
        }
        try {
            CacheFolder.delete(data);
            Files.createDirectories(data.getParent());
            Files.createDirectory(data, permissions("rwx------"));
            user.own(data);
            // In the data folder itself initdb would find it, and refuse to fill a folder that is not empty.
            Path passwordFile = data.resolveSibling("password");
            Files.deleteIfExists(passwordFile);
            Files.createFile(passwordFile, permissions("rw-------"));
            try {
                Files.writeString(passwordFile, password);
                user.own(passwordFile);
                initdb(data, programs, user, passwordFile);
            } finally {
                Files.delete(passwordFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + data, e);
        }
    }

    private static FileAttribute<?> permissions(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    private static void initdb(Path data, Path programs, OrdinaryUser user, Path passwordFile) throws IOException {
        List<String> command = user.running(List.of(
                programs.resolve("initdb").toString(),
                "--pgdata=" + data,
                "--username=" + PostgresServer.SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        Path log = data.resolveSibling("initdb.log");
        Process initdb = ChildProcess.start(
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
        if (initdb.onExit().join().exitValue() != 0) {
            throw new ServerException("initdb failed: " + Files.readString(log).strip());
        }
    }
}
