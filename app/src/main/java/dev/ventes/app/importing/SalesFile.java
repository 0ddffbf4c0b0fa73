package dev.ventes.app.importing;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/**
 * A CSV file, plain or gzip, which its first bytes tell. Read through once before it is used: the fingerprint is that
 * of the text, so that a file and its gzip are the same file, and the lines are for the progress line only (a quoted
 * field may hold several).
 */
record SalesFile(Path path, String sha256, long lines, Charset charset) {
    private static final int BUFFER = 1 << 16;
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final char BYTE_ORDER_MARK = '\ufeff';

    static SalesFile of(Path path) throws IOException {
        var digest = newDigest();
        var lines = 0L;
        try (var in = new DigestInputStream(open(path), digest)) {
            var buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
            }
        }
        return new SalesFile(path, HexFormat.of().formatHex(digest.digest()), lines, charset(path));
    }

    /** At the first character after the byte order mark, if there is one. */
    BufferedReader read() throws IOException {
        var reader = new BufferedReader(new InputStreamReader(open(path), charset), BUFFER);
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }

    private static InputStream open(Path path) throws IOException {
        var file = new BufferedInputStream(Files.newInputStream(path), BUFFER);
        file.mark(GZIP.length);
        var first = file.readNBytes(GZIP.length);
        file.reset();
        return Arrays.equals(first, GZIP) ? new BufferedInputStream(new GZIPInputStream(file), BUFFER) : file;
    }

    /** The data set is also about in the encoding that spreadsheets export, where a £ is not UTF-8. */
    private static Charset charset(Path path) throws IOException {
        try (Reader strict = new InputStreamReader(open(path), StandardCharsets.UTF_8.newDecoder())) {
            strict.transferTo(Writer.nullWriter());
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException other) {
            return Charset.forName("windows-1252");
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
