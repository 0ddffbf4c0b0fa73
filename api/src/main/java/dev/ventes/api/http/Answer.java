package dev.ventes.api.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** What a request is answered with. */
public record Answer(int status, MultiMap headers, Body body) {
    public static final String JSON = "application/json";

    /** What follows the headers. */
    @FunctionalInterface
    public interface Body {
        /**
         * Writes all of it and ends the response; no faster than the caller takes it. A failure cuts the connection, so
         * that nobody takes the part that was sent for the whole.
         */
        Future<Void> writeTo(HttpServerResponse response);
    }

    public static Answer of(int status, String type, Buffer body) {
        return stream(status, type, response -> response.end(body));
    }

    /** One that is written bit by bit, and held in memory never as a whole. */
    public static Answer stream(int status, String type, Body body) {
        return new Answer(status, HttpHeaders.headers().add(HttpHeaders.CONTENT_TYPE, type), body);
    }

    public static Answer json(int status, Buffer body) {
        return of(status, JSON, body);
    }

    public static Answer empty(int status) {
        return new Answer(status, HttpHeaders.headers(), HttpServerResponse::end);
    }

    public Answer with(CharSequence header, String value) {
        headers.add(header, value);
        return this;
    }

    /** To {@code HEAD} all but the body: RFC 9110, section 9.3.2. */
    void send(HttpServerRequest request) {
        var response = request.response();
        response.setStatusCode(status);
        Headers.replace(response, headers);
        var sent = Request.isHead(request) ? response.end() : body.writeTo(response);
        sent.onFailure(cut -> response.reset());
    }
}
