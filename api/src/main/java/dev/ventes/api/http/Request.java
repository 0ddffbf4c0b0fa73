package dev.ventes.api.http;

import dev.ventes.api.sale.Violation;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A request that keeps the contract.
 *
 * @param body the body's fields, numbers exact; empty where the operation has no body, or reads it line by line
 * @param part what stands in the place of path and headers, where it is one of several in a batch
 */
public record Request(RoutingContext context, Map<String, Object> body, Optional<Part> part) {
    /** Where a context has the rules of all operations. */
    static final String RULES = RequestRules.class.getName();

    /** Of a batch, what would be in the path and the headers of a request of its own. */
    public record Part(long id, Optional<String> ifMatch) {}

    Request(RoutingContext context, Map<String, Object> body) {
        this(context, body, Optional.empty());
    }

    /** One of several that came together: the caller, and what it prefers, are those of all. */
    public Request part(Map<String, Object> body, long id, Optional<String> ifMatch) {
        return new Request(context, body, Optional.of(new Part(id, ifMatch)));
    }

    public long id() {
        return part.map(Part::id).orElseGet(() -> Long.parseLong(context.pathParam("id")));
    }

    /** Whether nothing but the headers of the answer is asked for. */
    public boolean isHead() {
        return isHead(http());
    }

    static boolean isHead(HttpServerRequest request) {
        return HttpMethod.HEAD.equals(request.method());
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
        return part.isPresent() && HttpHeaders.IF_MATCH.toString().equalsIgnoreCase(name.toString())
                ? part.get().ifMatch()
                : header(context, name);
    }

    static Optional<String> header(RoutingContext context, CharSequence name) {
        var lines = context.request().headers().getAll(name);
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lines));
    }

    /**
     * Takes what is still to come of a body that nobody reads any more: of a connection that is closed before, the caller
     * may not see the answer. One who goes on after that many bytes has had time to.
     */
    public static void passOver(RoutingContext context, long bytes) {
        var http = context.request();
        if (http.isEnded()) {
            return;
        }
        if (http.version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        var passed = new AtomicLong();
        http.handler(part -> {
                    if (passed.addAndGet(part.length()) > bytes) {
                        http.connection().close();
                    }
                })
                .resume();
    }

    /** What the body is said to be, without parameters, in lower case: RFC 9110, section 8.3.1. */
    public static String mediaType(RoutingContext context) {
        var type = context.parsedHeaders().contentType();
        return (type.component() + "/" + type.subComponent()).strip().toLowerCase(Locale.ROOT);
    }

    public Caller caller() {
        return Caller.of(context);
    }

    /** What is wrong with a line of the body of this operation. */
    public List<Violation> violations(String operationId, Map<String, Object> line) {
        return List.copyOf(rules(operationId).violations(line));
    }

    /** What is wrong with a sale, as if it were the body of this operation; the id is the path's, or null. */
    public List<Violation> saleViolations(String operationId, Map<String, Object> sale, Long id) {
        return rules(operationId).saleViolations(sale, id);
    }

    private RequestRules rules(String operationId) {
        Map<String, RequestRules> rules = context.get(RULES);
        return rules.get(operationId);
    }

    private HttpServerRequest http() {
        return context.request();
    }
}
