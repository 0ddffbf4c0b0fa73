package dev.ventes.api.http;

import io.vertx.core.Future;

/** Answers one operation of the contract. Called on an event loop, with a request that keeps the contract. */
@FunctionalInterface
public interface Endpoint {
    /** Fails with a {@link Problem} where there is one to tell, with anything else where something broke. */
    Future<Answer> answer(Request request);
}
