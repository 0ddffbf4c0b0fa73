package dev.ventes.api.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.util.List;
import java.util.Set;

/**
 * Lets pages of other origins call the API: those that are listed, and no others. Cookies play no part, so that a page
 * can do no more than whoever has the key or token that it sends.
 */
final class Cors implements SecurityPolicyHandler {
    /** For pages of any origin. */
    private static final String ANY = "*";

    private static final int MAX_AGE_SECONDS = 600;
    private static final Set<HttpMethod> METHODS =
            Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
    private static final Set<String> SENT = Set.of(
            "Accept",
            "Authorization",
            "Content-Type",
            "Idempotency-Key",
            "If-Match",
            "If-None-Match",
            "Last-Event-ID",
            "Prefer",
            "X-API-Key",
            "X-Min-Position",
            "traceparent");
    private static final Set<String> READ = Set.of(
            "ETag",
            "Link",
            "Location",
            "Preference-Applied",
            "RateLimit",
            "RateLimit-Policy",
            "Retry-After",
            "X-Data-As-Of",
            "X-Trace-Id",
            "X-Position",
            "X-Total-Count",
            "X-Total-Count-Kind");

    private final CorsHandler handler;
    private final boolean toAll;
    private final boolean toOne;

    Cors(List<String> origins) {
        toAll = origins.contains(ANY);
        toOne = !toAll && origins.size() == 1;
        handler = CorsHandler.create();
        if (toAll) {
            handler.addOrigin(ANY);
        } else {
            handler.addOrigins(origins);
        }
        handler.allowedMethods(METHODS)
                .allowedHeaders(SENT)
                .exposedHeaders(READ)
                .maxAgeSeconds(MAX_AGE_SECONDS);
    }

    /** A browser names the origin of the API's own page, too. */
    @Override
    public void handle(RoutingContext context) {
        var origin = context.request().getHeader(HttpHeaders.ORIGIN);
        var authority = context.request().authority();
        var own = origin != null && authority != null && origin.endsWith("://" + authority);
        // The handler adds it only where several origins are listed. With one, too, a cache must keep apart what was
        // answered to others, or to none.
        if (own ? !toAll : toOne) {
            context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        }
        if (own) {
            context.next();
        } else {
            handler.handle(context);
        }
    }
}
