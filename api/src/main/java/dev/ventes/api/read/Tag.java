package dev.ventes.api.read;

import dev.ventes.api.http.Request;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** Entity tags of what is read: whether the caller has it already. */
final class Tag {
    private static final Pattern OPAQUE = Pattern.compile("\"[^\"]*\"");

    private Tag() {}

    /** A weak one over a page and its links. Two checksums, to be quick and to differ where one would not. */
    static String of(Buffer body, String links) {
        return "W/\"" + Long.toHexString(sum(new CRC32(), body, links)) + "-"
                + Long.toHexString(sum(new CRC32C(), body, links)) + "\"";
    }

    /** Whether {@code If-None-Match} names the tag, or any; weak tags are equal to strong ones here (RFC 9110). */
    static boolean isKnown(Request request, String tag) {
        var known = request.header(HttpHeaders.IF_NONE_MATCH);
        return known.filter(tags -> tags.trim().equals("*")).isPresent()
                || known.filter(tags -> OPAQUE.matcher(tags)
                                .results()
                                .anyMatch(one -> tag.endsWith(one.group())
                                        && tag.length() - one.group().length() <= "W/".length()))
                        .isPresent();
    }

    private static long sum(Checksum checksum, Buffer body, String links) {
        checksum.update(body.getBytes());
        checksum.update(links.getBytes(StandardCharsets.UTF_8));
        return checksum.getValue();
    }
}
