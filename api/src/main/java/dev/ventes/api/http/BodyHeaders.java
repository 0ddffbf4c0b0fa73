package dev.ventes.api.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Refuses a body by what its headers say of it, before any of it is read. */
final class BodyHeaders implements SecurityPolicyHandler {
    @Override
    public void handle(RoutingContext context) {
        refusal(context).ifPresentOrElse(context::fail, context::next);
    }

    private static Optional<Problem> refusal(RoutingContext context) {
        var coding = Request.header(context, HttpHeaders.CONTENT_ENCODING);
        if (coding.filter(given -> !HttpHeaders.IDENTITY.toString().equalsIgnoreCase(given))
                .isPresent()) {
            // So says RFC 9110, section 15.5.16: it is the coding, not the type.
            context.response().putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
            return Optional.of(Problem.of(
                    Problem.Type.UNSUPPORTED_MEDIA_TYPE, "The body must not be compressed or otherwise encoded."));
        }
        var charset = context.parsedHeaders().contentType().parameter("charset");
        if (charset != null && !StandardCharsets.UTF_8.name().equalsIgnoreCase(charset)) {
            return Optional.of(Problem.of(Problem.Type.UNSUPPORTED_MEDIA_TYPE, "The body must be in UTF-8."));
        }
        return Request.header(context, HttpHeaders.EXPECT)
                .filter(expected -> !HttpHeaders.CONTINUE.toString().equalsIgnoreCase(expected))
                .map(unknown -> Problem.of(Problem.Type.EXPECTATION_FAILED, "Only 100-continue can be expected."));
    }
}
