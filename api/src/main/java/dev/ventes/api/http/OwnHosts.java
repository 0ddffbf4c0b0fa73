package dev.ventes.api.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Answers only to names that are the API's own. Where nobody is asked who they are, loopback is the only protection, and
 * the page of a stranger gets past it by giving its own name the address of loopback (DNS rebinding): the browser takes
 * the API for that page's own site. It still says in {@code Host} which name it went by.
 */
final class OwnHosts implements SecurityPolicyHandler {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private final Set<String> further;

    /** @param further names besides those of loopback, in lower case */
    OwnHosts(Set<String> further) {
        this.further = Set.copyOf(further);
    }

    /** A request without a name is of HTTP/1.0, and of no browser. */
    @Override
    public void handle(RoutingContext context) {
        var request = context.request();
        // A URL in place of a path would count instead of the header: RFC 9112, section 3.2.2.
        if (request.headers().getAll(HttpHeaders.HOST).size() > 1
                || !request.uri().startsWith("/")) {
            context.fail(Problem.invalid("Host", "given once, and the path without it"));
            return;
        }
        var authority = request.authority();
        if (authority == null || isOwn(authority.host().toLowerCase(Locale.ROOT))) {
            context.next();
        } else {
            context.fail(Problem.of(
                    Problem.Type.MISDIRECTED,
                    "The API is not known by the name in Host; ventes.api.hosts would add it."));
        }
    }

    private boolean isOwn(String host) {
        return LOOPBACK.matcher(host).matches() || further.contains(host);
    }
}
