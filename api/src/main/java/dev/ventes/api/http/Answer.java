package dev.ventes.api.http;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** What a request is answered with. */
public record Answer(int status, MultiMap headers, Buffer body) {
    public static final String JSON = "application/json";

    public static Answer of(int status, String type, Buffer body) {
        return new Answer(status, HttpHeaders.headers().add(HttpHeaders.CONTENT_TYPE, type), body);
    }

    public static Answer json(int status, Buffer body) {
        return of(status, JSON, body);
    }

    public static Answer empty(int status) {
        return new Answer(status, HttpHeaders.headers(), Buffer.buffer());
    }

    public Answer with(CharSequence header, String value) {
        headers.add(header, value);
        return this;
    }

    void send(HttpServerResponse response) {
        response.setStatusCode(status);
        response.headers().addAll(headers);
        if (status == 204) {
            response.end();
        } else {
            response.end(body);
        }
    }
}
