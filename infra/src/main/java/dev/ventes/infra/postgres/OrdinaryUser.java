package dev.ventes.infra.postgres;

import dev.ventes.infra.ServerException;
import dev.ventes.infra.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * PostgreSQL refuses to run as root. For an ordinary user nothing needs doing; root starts it in a user namespace of its
 * own, where it is nobody and the files stay root's, or, where namespaces are forbidden (as in most containers), really
 * as the user nobody, to whom the data folder is then given.
 */
enum OrdinaryUser {
    CURRENT,
    NAMESPACE,
    NOBODY;

    private static final int NOBODY_ID = 65534;

    /** Java's name for a user that the system does not know, as some containers have; PostgreSQL refuses it, too. */
    private static final String NAMELESS = "?";

    static OrdinaryUser detect() {
        if (!Set.of("root", NAMELESS).contains(System.getProperty("user.name"))) {
            return CURRENT;
        }
        return Stream.of(NAMESPACE, NOBODY)
                .filter(user -> ChildProcess.succeeds(user.running(List.of("true"))))
                .findFirst()
                .orElseThrow(
                        () -> new ServerException("PostgreSQL does not run as root, and neither unshare nor setpriv"
                                + " (util-linux) works here: run this as an ordinary user"));
    }

    /** The command as this user runs it. */
    List<String> running(List<String> command) {
        List<String> prefix = switch (this) {
            case CURRENT -> List.of();
            case NAMESPACE -> List.of("unshare", "-U");
            case NOBODY -> List.of("setpriv", "--reuid=" + NOBODY_ID, "--regid=" + NOBODY_ID, "--clear-groups");
        };
        return Stream.concat(prefix.stream(), command.stream()).toList();
    }

    void own(Path folder) {
        if (this != NOBODY) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                Files.setAttribute(path, "unix:uid", NOBODY_ID);
                Files.setAttribute(path, "unix:gid", NOBODY_ID);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give " + folder + " to the user that runs PostgreSQL", e);
        }
    }
}
