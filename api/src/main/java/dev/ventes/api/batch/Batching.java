package dev.ventes.api.batch;

import dev.ventes.api.ApiConfig;
import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Failures;
import dev.ventes.api.http.Problem;
import dev.ventes.api.http.Request;
import dev.ventes.api.write.Writing;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /ventes/batch}: each line is what a request of its own would have been, and goes the same way. Any event
 * loop.
 */
public final class Batching {
    public static final String OPERATION = "batchVentes";

    /** What a line says for itself, or what there is not for lines: of all of them it would be passed over. */
    private static final List<String> OF_ONE = List.of("Idempotency-Key", "If-Match");

    private static final String NDJSON = "application/x-ndjson";
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Map<String, Operation.Kind> kinds;
    private final Limits limits;
    private final Slots batches;
    private final Slots lines;

    /**
     * @param writing what a line is done by
     * @param longest a line, in bytes
     * @param patience how long a line may be on its way
     * @param writesAtOnce of the whole process: batches leave half of them to others
     */
    public Batching(Writing writing, ApiConfig.Batches config, int longest, Duration patience, int writesAtOnce) {
        kinds = Map.of(
                "create", new Operation.Kind(writing::create, Optional.of("createVente"), false),
                "replace", new Operation.Kind(writing::replace, Optional.of("replaceVente"), true),
                "patch", new Operation.Kind(writing::patch, Optional.of("patchVente"), true),
                "delete", new Operation.Kind(writing::delete, Optional.empty(), true));
        limits = new Limits(config.lines(), config.bytes(), longest, patience);
        batches = new Slots(config.atOnce());
        lines = new Slots(Math.max(1, writesAtOnce / 2));
    }

    public Future<Answer> run(Request request) {
        try {
            for (var header : OF_ONE) {
                if (request.header(header).isPresent()) {
                    throw Problem.invalid(header, "is not for a batch");
                }
            }
            var body = body(request);
            if (!batches.take()) {
                throw Problem.unavailable("Too many batches are under way. Nothing was changed.", SOON);
            }
            return Future.succeededFuture(Answer.stream(200, NDJSON, response -> {
                        if (request.header(HttpHeaders.EXPECT).isPresent()) {
                            var unused = response.writeContinue();
                        }
                        var batch = new Batch(
                                request.context(),
                                body,
                                limits,
                                lines,
                                line -> Operation.read(line, request, OPERATION, kinds),
                                failure -> Failures.problem(failure, 500));
                        return batch.run().onComplete(done -> batches.give());
                    })
                    // What compresses keeps results back.
                    .with(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY.toString()));
        } catch (Problem refused) {
            Request.passOver(request.context(), limits.bytes());
            return Future.failedFuture(refused);
        }
    }

    private Lines body(Request request) {
        var announced =
                request.header(HttpHeaders.CONTENT_LENGTH).map(Long::valueOf).orElse(0L);
        if (announced > limits.bytes()) {
            throw Problem.of(Problem.Type.TOO_LARGE, "A batch has at most " + limits.bytes() + " bytes.");
        }
        return switch (Request.mediaType(request.context())) {
            case NDJSON -> Lines.ofNdjson(limits.longest());
            case Answer.JSON -> Lines.ofArray(limits.longest());
            default ->
                throw Problem.of(
                        Problem.Type.UNSUPPORTED_MEDIA_TYPE, "The body must be " + NDJSON + " or " + Answer.JSON + ".");
        };
    }
}
