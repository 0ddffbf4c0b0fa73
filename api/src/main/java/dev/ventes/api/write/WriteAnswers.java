package dev.ventes.api.write;

import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Problem;
import dev.ventes.api.http.Request;
import dev.ventes.api.sale.ETag;
import dev.ventes.api.sale.SaleJson;
import dev.ventes.core.log.Json;
import dev.ventes.core.log.Op;
import dev.ventes.core.topic.Progress.Condition;
import dev.ventes.core.trace.Trace;
import dev.ventes.core.view.SaleVersion;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;

/** How each end of a write is told in HTTP: the whole table in one place. */
final class WriteAnswers {
    private static final String APPLIED = "Preference-Applied";
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofMinutes(1);

    private WriteAnswers() {}

    /**
     * The answer to a write that was made. Whatever it is, it names the change's trace.
     *
     * @throws Problem for whatever is none of 2xx
     */
    static Answer of(Written written, Op op, Request request, Trace trace) {
        try {
            return of(written, op, request).with("X-Trace-Id", trace.traceId());
        } catch (Problem problem) {
            throw problem.with("trace_id", trace.traceId());
        }
    }

    private static Answer of(Written written, Op op, Request request) {
        return switch (written) {
            case Written.Applied(var sale) -> applied(SaleVersion.of(sale, null), op, Prefer.of(request));
            case Written.Repeated(var version) -> applied(version, op, Prefer.of(request));
            case Written.Accepted accepted -> accepted(accepted, request);
            case Written.Refused(var condition) -> throw refused(condition, request);
            case Written.Rejected(var reason) -> throw Problem.of(Problem.Type.REJECTED, reason);
            case Written.Unavailable(var why) -> throw Problem.unavailable(why + " Nothing was changed.", SOON);
            case Written.Behind(var why) -> throw Problem.behind(why + " Nothing was changed.", LATER);
            case Written.TooLarge large ->
                throw Problem.of(Problem.Type.TOO_LARGE, "The sale is larger than the log takes.");
            case Written.Unknown(var id, var why) ->
                throw Problem.of(Problem.Type.UNKNOWN_OUTCOME, why + " Look at the sale before you try again.")
                        .with("id", id);
        };
    }

    private static Answer applied(SaleVersion sale, Op op, Prefer prefer) {
        if (op == Op.DELETE) {
            return Answer.empty(204);
        }
        // A sale that somebody deleted since has nothing to show any more. A batch does not show it, either.
        var answer = sale.deleted() || prefer.minimal()
                ? Answer.empty(op == Op.CREATE ? 201 : 204)
                : Answer.stream(op == Op.CREATE ? 201 : 200, Answer.JSON, response -> response.end(SaleJson.of(sale)));
        if (!sale.deleted()) {
            answer.with(HttpHeaders.ETAG, new ETag(sale.partition(), sale.position()).quoted());
            prefer.appliedReturn().ifPresent(applied -> answer.with(APPLIED, applied));
        }
        return op == Op.CREATE ? answer.with(HttpHeaders.LOCATION, path(sale.sale())) : answer;
    }

    private static Answer accepted(Written.Accepted accepted, Request request) {
        var body = Json.bytes(json -> {
            json.writeStartObject();
            json.writeNumberField("id", accepted.id());
            if (accepted.position().isPresent()) {
                json.writeStringField("position", accepted.position().get().text());
            }
            json.writeEndObject();
        });
        var answer = Answer.json(202, Buffer.buffer(body)).with(HttpHeaders.LOCATION, path(accepted.id()));
        accepted.position().ifPresent(position -> answer.with("X-Position", position.text()));
        return Prefer.of(request).respondAsync() ? answer.with(APPLIED, Prefer.RESPOND_ASYNC) : answer;
    }

    private static Problem refused(Condition condition, Request request) {
        return switch (condition) {
            case NOT_THERE ->
                namesVersion(request)
                        ? Problem.of(
                                Problem.Type.PRECONDITION_FAILED,
                                "Sale " + request.id() + " is not there any more, in no version.")
                        : Problem.noSuchSale(request.id());
            case OTHER_VERSION ->
                Problem.of(
                        Problem.Type.PRECONDITION_FAILED,
                        "Sale " + request.id() + " is not the version that If-Match names.");
            case TAKEN -> Problem.of(Problem.Type.CONFLICT, "No free id was found. Nothing was created.");
        };
    }

    private static boolean namesVersion(Request request) {
        return request.header(HttpHeaders.IF_MATCH)
                .filter(tags -> !tags.strip().equals("*"))
                .isPresent();
    }

    private static String path(long id) {
        return "/ventes/" + id;
    }
}
