package dev.ventes.core.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The keys with which programs call the API, as a file has them: a line each, {@code name role sha256}. The file has
 * no key in it, only what a key is known by. A plain hash is enough for that: a key is 256 random bits, which nobody
 * guesses however fast the hash is; a slow one, as passwords need, would cost its time with every request. Immutable.
 */
public final class ApiKeys {
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9._@-]{1,64})\\s+(\\S+)\\s+([0-9a-f]{64})");
    private static final String PREFIX = "ventes_";
    private static final int KEY_BYTES = 32;

    private final List<Entry> entries;

    /** Whose key it is, what it opens, and the SHA-256 that it is known by, in hexadecimal. */
    public record Entry(String name, Role role, String sha256) {
        /** Of a key that somebody has. */
        public static Entry of(String name, Role role, String key) {
            return new Entry(name, role, HexFormat.of().formatHex(hash(key)));
        }

        /** The line of the file. */
        public String line() {
            return name + " " + role.label() + " " + sha256;
        }
    }

    private ApiKeys(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads the file's text. Empty lines and those that begin with {@code #} are passed over.
     *
     * @throws IllegalArgumentException naming each faulty line by its number alone: what stands there may be a key
     */
    public static ApiKeys parse(String text) {
        var entries = new ArrayList<Entry>();
        var faults = new ArrayList<String>();
        var hashes = new HashSet<String>();
        var lines = text.lines().map(String::strip).toList();
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var parts = LINE.matcher(line);
            var role = parts.matches() ? Role.of(parts.group(2)) : Optional.<Role>empty();
            if (role.isEmpty()) {
                faults.add("line " + (i + 1) + " is not: name, reader, writer or admin, SHA-256 of the key");
            } else if (!hashes.add(parts.group(3))) {
                faults.add("line " + (i + 1) + " has the key of another line");
            } else {
                entries.add(new Entry(parts.group(1), role.get(), parts.group(3)));
            }
        }
        if (entries.isEmpty() && faults.isEmpty()) {
            faults.add("has no key");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return new ApiKeys(entries);
    }

    /** A key that nobody has yet. */
    public static String newKey() {
        var bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whose key it is. Takes the same time whether and where it is found. */
    public Optional<Entry> find(String key) {
        var hash = hash(key);
        Entry found = null;
        for (var entry : entries) {
            if (MessageDigest.isEqual(hash, HexFormat.of().parseHex(entry.sha256()))) {
                found = entry;
            }
        }
        return Optional.ofNullable(found);
    }

    public int size() {
        return entries.size();
    }

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
