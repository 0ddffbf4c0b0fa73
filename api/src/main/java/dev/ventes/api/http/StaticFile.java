package dev.ventes.api.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of the class path, in memory, as browsers get it: whoever has it already is told so.
 *
 * @param policy the {@code Content-Security-Policy} of the page that it belongs to
 */
record StaticFile(String type, Buffer content, String tag, String caching, String policy) {
    /** Kept, and asked about each time. */
    static final String ASK = "no-cache";
    /** What is behind this URL never changes: the version is in it. */
    static final String FOREVER = "public, max-age=31536000, immutable";

    static StaticFile of(String type, byte[] content, String caching, String policy) {
        return new StaticFile(type, Buffer.buffer(content), tag(content), caching, policy);
    }

    static byte[] read(String resource) throws IOException {
        try (var in = resource(resource)) {
            return in.readAllBytes();
        }
    }

    static InputStream resource(String name) throws IOException {
        var in = StaticFile.class.getClassLoader().getResourceAsStream(name);
        if (in == null) {
            throw new IOException("not on the class path: " + name);
        }
        return in;
    }

    void send(RoutingContext context) {
        var request = context.request();
        var response = context.response()
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CACHE_CONTROL, caching)
                .putHeader("Content-Security-Policy", policy);
        if (tag.equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        if (Request.isHead(request)) {
            response.end();
        } else {
            response.end(content);
        }
    }

    /** Weak: the same file goes out compressed and plain. */
    private static String tag(byte[] content) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(content);
            return "W/\"" + HexFormat.of().formatHex(hash, 0, 8) + "\"";
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }
}
