package dev.ventes.core.service;

import dev.ventes.core.log.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Runs the checks of a service side by side, each for a second at most. Any thread. */
public final class Health {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final List<Check> live;
    private final List<Check> ready;
    private final List<Check> remarks;

    /**
     * @param live what only a new process can mend
     * @param ready what the service needs to do its work
     */
    public Health(List<Check> live, List<Check> ready) {
        this(live, ready, List.of());
    }

    /**
     * As above.
     *
     * @param remarks what is said beside {@code ready}, and does not keep the service from it
     */
    public Health(List<Check> live, List<Check> ready, List<Check> remarks) {
        this.live = List.copyOf(live);
        this.ready = List.copyOf(ready);
        this.remarks = List.copyOf(remarks);
    }

    public CompletableFuture<Report> live() {
        return run(live).thenApply(faults -> new Report(faults, Map.of()));
    }

    public CompletableFuture<Report> ready() {
        return run(ready).thenCombine(run(remarks), Report::new);
    }

    /**
     * What the checks found.
     *
     * @param faults by check, what is wrong; empty where it is well
     * @param remarks likewise, and it does not count
     */
    public record Report(Map<String, String> faults, Map<String, String> remarks) {
        public boolean well() {
            return faults.values().stream().allMatch(String::isEmpty);
        }

        /** 200 or 503. */
        public int status() {
            return well() ? 200 : 503;
        }

        /** With what is wrong, in words: they may name servers, and are for those who run the service. */
        public byte[] json() {
            return json(Function.identity());
        }

        /** Each check as UP or DOWN, for everybody. */
        public byte[] outline() {
            return json(fault -> "DOWN");
        }

        private byte[] json(Function<String, String> told) {
            return Json.bytes(json -> {
                json.writeStartObject();
                json.writeStringField("status", well() ? "UP" : "DOWN");
                json.writeObjectFieldStart("checks");
                for (var found : List.of(faults, remarks)) {
                    for (var fault : found.entrySet()) {
                        json.writeStringField(
                                fault.getKey(), fault.getValue().isEmpty() ? "UP" : told.apply(fault.getValue()));
                    }
                }
                json.writeEndObject();
                json.writeEndObject();
            });
        }
    }

    private static CompletableFuture<Map<String, String>> run(List<Check> checks) {
        var running = new LinkedHashMap<String, CompletableFuture<String>>();
        for (var check : checks) {
            running.put(check.name(), answer(check));
        }
        return CompletableFuture.allOf(running.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    var faults = new LinkedHashMap<String, String>();
                    running.forEach((name, fault) -> faults.put(name, fault.join() == null ? "" : fault.join()));
                    return faults;
                });
    }

    /** Whichever comes first. The futures of Kafka's clients do not take a time-out of their own. */
    private static CompletableFuture<String> answer(Check check) {
        var late = "no answer within " + PATIENCE.toSeconds() + " s";
        return new CompletableFuture<String>()
                .completeOnTimeout(late, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .applyToEither(
                        check.check().handle((fault, failure) -> failure == null ? fault : cause(failure)),
                        Function.identity());
    }

    private static String cause(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
