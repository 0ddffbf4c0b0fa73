package dev.ventes.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A file that a shell can source: {@code export} lines, the values in single quotes, which take everything literally.
 * Only its owner reads it, from the first byte on, since there is a password in it.
 */
record ShellEnvironment(Map<String, String> variables) {
    void write(Path file) throws IOException {
        var draft = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                file.getFileName().toString(),
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, text());
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    String text() {
        return variables.entrySet().stream()
                .map(variable -> line(variable.getKey(), variable.getValue()))
                .collect(Collectors.joining());
    }

    /** Whether an earlier run wrote this very line. */
    static boolean isIn(Path file, String name, String value) throws IOException {
        return Files.exists(file) && Files.readString(file).contains(line(name, value));
    }

    private static String line(String name, String value) {
        return "export " + name + "='" + value.replace("'", "'\\''") + "'\n";
    }
}
