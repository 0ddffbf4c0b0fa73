package dev.ventes.api.http;

import dev.ventes.api.sale.Violation;
import dev.ventes.core.log.Json;
import dev.ventes.core.sale.ColumnsJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A problem to tell the caller, RFC 9457. Thrown, but not a fault of ours: it has no stack trace and is not logged. */
public final class Problem extends RuntimeException {
    public static final String JSON = "application/problem+json";

    private static final long serialVersionUID = 1L;

    /** What a client can tell problems apart by. */
    public enum Type {
        INVALID_REQUEST(400, "The request breaks the contract"),
        UNAUTHENTICATED(401, "Nobody knows who is asking"),
        FORBIDDEN(403, "The caller may not do this"),
        NOT_FOUND(404, "There is no such thing"),
        METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
        NOT_ACCEPTABLE(406, "Nothing that is accepted can be answered"),
        REQUEST_TIMEOUT(408, "The request took too long to arrive"),
        CONFLICT(409, "The state of things does not allow it"),
        PRECONDITION_FAILED(412, "The sale is another version"),
        PRECONDITION_REQUIRED(428, "Changes must name the version that they change"),
        TOO_LARGE(413, "The request is too large"),
        URL_TOO_LONG(414, "The URL is too long"),
        UNSUPPORTED_MEDIA_TYPE(415, "The body is of a type that is not read here"),
        EXPECTATION_FAILED(417, "What is expected of the server it does not do"),
        MISDIRECTED(421, "The request is meant for another server"),
        REJECTED(422, "The change could not be applied"),
        IDEMPOTENCY_KEY_REUSED(422, "The key was used for another request"),
        TOO_MANY_REQUESTS(429, "The caller asks too often"),
        HEADER_TOO_LARGE(431, "The header is too large"),
        INTERNAL(500, "Something is broken here"),
        UNAVAILABLE(503, "Not now"),
        VIEW_BEHIND(503, "The view is too far behind for writes"),
        UNKNOWN_OUTCOME(504, "Nobody knows whether the change was made");

        private final int status;
        private final String title;

        Type(int status, String title) {
            this.status = status;
            this.title = title;
        }

        public int status() {
            return status;
        }

        String uri() {
            return "urn:problem-type:ventes:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The type, the first of several, for an HTTP status that the router or the server found. */
        static Type of(int status) {
            for (var type : values()) {
                if (type.status == status) {
                    return type;
                }
            }
            return status >= 400 && status < 500 ? INVALID_REQUEST : INTERNAL;
        }
    }

    private final Type type;
    private final transient List<Violation> violations;
    private final transient Map<String, Object> more = new LinkedHashMap<>();
    private transient Optional<Duration> retryAfter = Optional.empty();

    private Problem(Type type, String detail, List<Violation> violations) {
        super(detail, null, false, false);
        this.type = type;
        this.violations = List.copyOf(violations);
    }

    public static Problem of(Type type, String detail) {
        return new Problem(type, detail, List.of());
    }

    public static Problem invalid(List<Violation> violations) {
        var detail = violations.size() == 1 ? "One rule is broken." : violations.size() + " rules are broken.";
        return new Problem(Type.INVALID_REQUEST, detail, violations);
    }

    public static Problem invalid(String field, String rule) {
        return invalid(List.of(new Violation(field, rule)));
    }

    public static Problem noSuchSale(long id) {
        return of(Type.NOT_FOUND, "There is no sale " + id + ".");
    }

    /** Nothing was done; the caller may try again. */
    public static Problem unavailable(String detail, Duration retryAfter) {
        return later(Type.UNAVAILABLE, detail, retryAfter);
    }

    /** As {@link #unavailable}, of a write, until the view has come nearer. */
    public static Problem behind(String detail, Duration retryAfter) {
        return later(Type.VIEW_BEHIND, detail, retryAfter);
    }

    /** Of one caller, who may go on after that time. */
    public static Problem tooManyRequests(String detail, Duration retryAfter) {
        return later(Type.TOO_MANY_REQUESTS, detail, retryAfter);
    }

    private static Problem later(Type type, String detail, Duration retryAfter) {
        var problem = of(type, detail);
        problem.retryAfter = Optional.of(retryAfter);
        return problem;
    }

    /** A further member of the problem's JSON. */
    public Problem with(String member, Object value) {
        more.put(member, value);
        return this;
    }

    public Type type() {
        return type;
    }

    Answer answer(String instance) {
        var answer = Answer.of(type.status, JSON, Buffer.buffer(json(instance)));
        retryAfter.ifPresent(time -> answer.with(HttpHeaders.RETRY_AFTER, String.valueOf(time.toSeconds())));
        return answer;
    }

    /** As it is told of a request to this path. */
    public byte[] json(String instance) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("type", type.uri());
            json.writeStringField("title", type.title);
            json.writeNumberField("status", type.status);
            json.writeStringField("detail", getMessage());
            json.writeStringField("instance", instance);
            for (var member : more.entrySet()) {
                json.writeFieldName(member.getKey());
                ColumnsJson.writeValue(json, member.getValue());
            }
            if (!violations.isEmpty()) {
                json.writeArrayFieldStart("errors");
                for (var violation : violations) {
                    json.writeStartObject();
                    json.writeStringField("field", violation.field());
                    json.writeStringField("rule", violation.rule());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        });
    }
}
