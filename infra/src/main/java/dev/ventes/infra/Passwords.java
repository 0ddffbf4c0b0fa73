package dev.ventes.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/** The two passwords of PostgreSQL. */
public record Passwords(String superuser, String application) {
    private static final int RANDOM_BYTES = 18;

    /** Made at the first start, and kept beside the data that they open, in a file that only its owner reads. */
    public static Passwords keptIn(Path folder) {
        Path file = folder.resolve("passwords.properties");
        var kept = new Properties();
        try {
            if (Files.notExists(file)) {
                kept.setProperty("superuser", random());
                kept.setProperty("application", random());
                Files.createDirectories(folder);
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                try (var out = Files.newBufferedWriter(file)) {
                    kept.store(out, null);
                }
            } else {
                try (var in = Files.newBufferedReader(file)) {
                    kept.load(in);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the passwords in " + file, e);
        }
        return new Passwords(kept.getProperty("superuser"), kept.getProperty("application"));
    }

    /** Free of characters that a shell or a URL would have to quote. */
    private static String random() {
        var bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Neither is for a log. */
    @Override
    public String toString() {
        return "Passwords[***]";
    }
}
