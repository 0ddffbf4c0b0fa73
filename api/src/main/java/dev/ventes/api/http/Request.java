package dev.ventes.api.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
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

    public Optional<String> header(CharSequence name) {
        return Optional.ofNullable(http().getHeader(name));
    }

    public Caller caller() {
        return Caller.of(context);
    }

    private HttpServerRequest http() {
        return context.request();
    }
}
