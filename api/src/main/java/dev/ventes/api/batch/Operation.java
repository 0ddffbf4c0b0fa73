package dev.ventes.api.batch;

import dev.ventes.api.http.Endpoint;
import dev.ventes.api.http.Problem;
import dev.ventes.api.http.Request;
import dev.ventes.api.sale.JsonBody;
import dev.ventes.api.sale.Violation;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A line that keeps the contract: what it asks of which endpoint, as if it had come by itself.
 *
 * @param sale the sale that it is about; empty for one that is created
 */
record Operation(Endpoint endpoint, Request request, Optional<Long> sale) {
    private static final String SALE = "sale";

    /**
     * What an operation does.
     *
     * @param endpoint what does it
     * @param bodyOf the operation of the contract whose body is the line's {@code sale}; empty if there is none
     * @param ofSale whether it is about a sale that is there
     */
    record Kind(Endpoint endpoint, Optional<String> bodyOf, boolean ofSale) {}

    /**
     * Reads a line.
     *
     * @param operationId the batch's, whose rules lines keep
     * @throws Problem if it breaks the contract
     */
    static Operation read(Buffer line, Request batch, String operationId, Map<String, Kind> kinds) {
        return switch (JsonBody.read(line.getBytes())) {
            case JsonBody.Read.Unusable(var violations) -> throw Problem.invalid(violations);
            case JsonBody.Read.Value(var fields) -> {
                var broken = batch.violations(operationId, fields);
                if (!broken.isEmpty()) {
                    throw Problem.invalid(broken);
                }
                yield of(fields, batch, kinds.get((String) fields.get("op")));
            }
        };
    }

    private static Operation of(Map<String, Object> fields, Request batch, Kind kind) {
        var violations = new ArrayList<Violation>();
        require(fields, "id", kind.ofSale(), violations);
        require(fields, SALE, kind.bodyOf().isPresent(), violations);
        if (fields.containsKey("if_match") && !kind.ofSale()) {
            violations.add(new Violation("if_match", "is not for this operation"));
        }
        var sale = Optional.ofNullable((Long) fields.get("id"));
        var body = sale(fields);
        if (kind.bodyOf().isPresent()) {
            batch.saleViolations(kind.bodyOf().get(), body, sale.orElse(null)).stream()
                    .map(one -> new Violation(SALE + "/" + one.field(), one.rule()))
                    .forEach(violations::add);
        }
        if (!violations.isEmpty()) {
            throw Problem.invalid(List.copyOf(violations));
        }
        return new Operation(
                kind.endpoint(),
                batch.part(body, sale.orElse(0L), Optional.ofNullable((String) fields.get("if_match"))),
                sale);
    }

    private static void require(Map<String, Object> fields, String name, boolean wanted, List<Violation> violations) {
        if (wanted != fields.containsKey(name)) {
            violations.add(new Violation(name, wanted ? "required" : "is not for this operation"));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> sale(Map<String, Object> fields) {
        return fields.get(SALE) instanceof Map<?, ?> sale
                ? (Map<String, Object>) sale
                : new LinkedHashMap<String, Object>();
    }
}
