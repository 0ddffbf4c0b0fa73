package dev.ventes.api.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * What every answer tells a browser, whoever makes it. An answer may say {@code Cache-Control} and the policy of its page
 * for itself.
 */
final class Headers {
    private static final CharSequence POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
    /** As long as browsers ask for where a site is to be known as one of TLS alone. */
    private static final String A_YEAR = "max-age=31536000";

    private Headers() {}

    static void addTo(HttpServerResponse response, boolean tls) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader(POLICY, "default-src 'none'; frame-ancestors 'none'")
                // A copy is one's own, and is asked about before it is shown again.
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        if (tls) {
            response.putHeader("Strict-Transport-Security", A_YEAR);
        }
    }

    /** What the answer says counts. */
    static void replace(HttpServerResponse response, MultiMap said) {
        if (said.contains(HttpHeaders.CACHE_CONTROL)) {
            response.headers().remove(HttpHeaders.CACHE_CONTROL);
        }
        // Where it comes in place of another that was to be streamed, and had not begun.
        response.headers().remove(HttpHeaders.CONTENT_TYPE).remove(HttpHeaders.CONTENT_ENCODING);
        response.headers().addAll(said);
    }
}
