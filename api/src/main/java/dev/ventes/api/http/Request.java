package dev.ventes.api.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that keeps the contract.
 *
 * @param body the body's fields, numbers exact; empty where the operation has no body
 */
public record Request(RoutingContext context, Map<String, Object> body) {
    public long id() {
        return Long.parseLong(context.pathParam("id"));
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(http().getParam(name));
    }

    /** Those of the query, decoded. */
    public MultiMap parameters() {
        return http().params();
    }

    /** The type that the caller would rather have; of equal ones, and where nothing is said, the first. */
    public String preferred(List<String> types) {
        var accepted = context.parsedHeaders().accept();
        return accepted.isEmpty()
                ? types.getFirst()
                : types.stream()
                        .max(Comparator.comparingDouble((String type) -> Accepted.weight(accepted, type))
                                .thenComparing(Comparator.<String>comparingInt(types::indexOf)
                                        .reversed()))
                        .orElseThrow();
    }

    /** A header that comes in several lines is their list: RFC 9110, section 5.3. */
    public Optional<String> header(CharSequence name) {
        return header(context, name);
    }

    static Optional<String> header(RoutingContext context, CharSequence name) {
        var lines = context.request().headers().getAll(name);
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lines));
    }

    public Caller caller() {
        return Caller.of(context);
    }

    private HttpServerRequest http() {
        return context.request();
    }
}
