package dev.ventes.api.batch;

import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Problem;
import dev.ventes.core.log.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;

/** How the end of a line is told: what its answer or its problem would have said, in a line. */
final class Results {
    private static final String SALES = "/ventes/";

    private Results() {}

    static Buffer of(long line, Answer answer, Optional<Long> sale) {
        var location = Optional.ofNullable(answer.headers().get(HttpHeaders.LOCATION));
        var id = sale.or(() -> location.map(path -> Long.valueOf(path.substring(SALES.length()))));
        return line(Json.bytes(json -> {
            json.writeStartObject();
            json.writeNumberField("line", line);
            json.writeNumberField("status", answer.status());
            if (id.isPresent()) {
                json.writeNumberField("id", id.get());
            }
            if (answer.headers().contains(HttpHeaders.ETAG)) {
                json.writeStringField("etag", answer.headers().get(HttpHeaders.ETAG));
            }
            if (answer.headers().contains("X-Trace-Id")) {
                json.writeStringField("trace_id", answer.headers().get("X-Trace-Id"));
            }
            if (answer.headers().contains("X-Position")) {
                json.writeStringField("position", answer.headers().get("X-Position"));
            }
            json.writeEndObject();
        }));
    }

    static Buffer of(long line, Problem problem, Optional<Long> sale) {
        sale.ifPresent(id -> problem.with("id", id));
        return line(problem.with("line", line).json("/ventes/batch"));
    }

    private static Buffer line(byte[] json) {
        return Buffer.buffer(json.length + 1).appendBytes(json).appendByte((byte) '\n');
    }
}
