package dev.ventes.api.http;

import dev.ventes.api.sale.JsonBody;
import dev.ventes.api.sale.SaleBody;
import dev.ventes.api.sale.Violation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the contract demands of one operation's requests. Unlike the router's own validation it names every broken rule,
 * keeps numbers exact, stays on the event loop, and has its validators made once: making one copies all schemas of the
 * contract.
 */
final class RequestRules {
    /** The name of the body as a whole, where a field's would stand. */
    private static final String BODY = "body";

    static final String MERGE_PATCH = "application/merge-patch+json";
    static final String MERGE_PATCH_FOR_ROUTER = "application/vnd.ventes.merge-patch+json";

    private final List<ParameterRule> parameters;
    private final Set<String> queryNames;
    private final Optional<BodyRule> body;
    private final boolean bodyByLine;
    private final List<String> answerTypes;

    /** @param types what the body may be; of the same schema all of them */
    private record BodyRule(Validator validator, JsonObject schema, SimpleSchema simple, Set<String> types) {}

    RequestRules(OpenAPIContract contract, Operation operation) {
        var schemas = contract.getSchemaRepository();
        parameters = operation.getParameters().stream()
                .map(parameter -> new ParameterRule(parameter, schemas.validator(parameter.getSchema())))
                .toList();
        queryNames = operation.getParameters().stream()
                .filter(parameter -> parameter.getIn() == Location.QUERY)
                .map(Parameter::getName)
                .collect(Collectors.toSet());
        answerTypes = IntStream.of(200, 201)
                .mapToObj(operation::getResponse)
                .filter(Objects::nonNull)
                .flatMap(ContractReading::types)
                .toList();
        bodyByLine = operation.getExtensions().containsKey(ContractReading.BODY_BY_LINE);
        body = Optional.ofNullable(operation.getRequestBody()).map(requestBody -> {
            var schema = requestBody.getContent().get(Answer.JSON).getSchema();
            var types = requestBody.getContent().keySet().stream()
                    .map(type -> type.equals(MERGE_PATCH_FOR_ROUTER) ? MERGE_PATCH : type)
                    .collect(Collectors.toCollection(TreeSet::new));
            return new BodyRule(
                    schemas.validator(schema), (JsonObject) schema, new SimpleSchema((JsonObject) schema), types);
        });
    }

    /**
     * The request with its body read.
     *
     * @throws Problem if it breaks the contract
     */
    Request check(RoutingContext context) {
        requireReadable(context);
        requireAcceptable(context);
        var violations = new LinkedHashSet<Violation>();
        for (var name : context.request().params().names()) {
            if (!queryNames.contains(name) && !context.pathParams().containsKey(name)) {
                violations.add(new Violation(name, "no such parameter"));
            }
        }
        parameters.forEach(rule -> check(rule, context, violations));
        var fields = body.filter(rule -> !bodyByLine)
                .map(rule -> body(rule, context, violations))
                .orElse(Map.of());
        if (!violations.isEmpty()) {
            throw Problem.invalid(List.copyOf(violations));
        }
        return new Request(context, fields);
    }

    private static void requireReadable(RoutingContext context) {
        try {
            context.request().params();
        } catch (IllegalArgumentException malformed) {
            throw Problem.invalid(List.of(new Violation("query", "percent-encoded as a URL is")));
        }
    }

    private void requireAcceptable(RoutingContext context) {
        var accepted = context.parsedHeaders().accept();
        if (!accepted.isEmpty()
                && !answerTypes.isEmpty()
                && answerTypes.stream().noneMatch(type -> Accepted.weight(accepted, type) > 0)) {
            throw Problem.of(
                    Problem.Type.NOT_ACCEPTABLE, "This is answered in " + String.join(", ", answerTypes) + ".");
        }
    }

    private static void check(ParameterRule rule, RoutingContext context, Collection<Violation> violations) {
        var parameter = rule.parameter();
        var name = parameter.getName();
        var given = switch (parameter.getIn()) {
            case PATH -> List.of(context.pathParam(name));
            case QUERY ->
                context.request().params().isEmpty()
                        ? List.<String>of()
                        : context.request().params().getAll(name);
            case HEADER -> Request.header(context, name).map(List::of).orElse(List.of());
            case COOKIE -> List.<String>of();
        };
        if (given.isEmpty()) {
            if (parameter.isRequired()) {
                violations.add(new Violation(name, "required"));
            }
        } else if (given.size() > 1) {
            violations.add(new Violation(name, "given once"));
        } else {
            rule.broken(given.getFirst()).ifPresent(result -> violations.addAll(named(name, result, rule.schema())));
        }
    }

    private static Map<String, Object> body(BodyRule rule, RoutingContext context, Collection<Violation> violations) {
        var buffer = context.body().buffer();
        if (buffer == null || buffer.length() == 0) {
            violations.add(new Violation(BODY, "is required"));
            return Map.of();
        }
        if (!rule.types().contains(Request.mediaType(context))) {
            throw Problem.of(
                    Problem.Type.UNSUPPORTED_MEDIA_TYPE, "The body must be " + String.join(" or ", rule.types()) + ".");
        }
        return switch (JsonBody.read(buffer.getBytes())) {
            case JsonBody.Read.Unusable unusable -> {
                violations.addAll(unusable.violations());
                yield Map.of();
            }
            case JsonBody.Read.Value(var fields) -> {
                violations.addAll(saleViolations(rule, fields, pathId(context)));
                yield fields;
            }
        };
    }

    /** Whether the endpoint reads the body, and nobody before it. */
    boolean bodyByLine() {
        return bodyByLine;
    }

    /** What the contract demands of a body that has been read, and only that. */
    Set<Violation> violations(Map<String, Object> fields) {
        return broken(body.orElseThrow(), fields);
    }

    /** What is demanded of a sale as a body. */
    List<Violation> saleViolations(Map<String, Object> fields, Long id) {
        return saleViolations(body.orElseThrow(), fields, id);
    }

    private static List<Violation> saleViolations(BodyRule rule, Map<String, Object> fields, Long id) {
        SaleBody.normalise(fields);
        var violations = new LinkedHashSet<>(SaleBody.violations(fields, id));
        violations.addAll(broken(rule, fields));
        return List.copyOf(violations);
    }

    private static Set<Violation> broken(BodyRule rule, Map<String, Object> fields) {
        if (rule.simple().allows(fields)) {
            return Set.of();
        }
        var result = rule.validator().validate(new JsonObject(fields));
        if (result.getValid()) {
            return Set.of();
        }
        var violations = named("", result, rule.schema());
        rule.schema().getJsonArray("required", new JsonArray()).stream()
                .map(String.class::cast)
                .filter(name -> !fields.containsKey(name))
                .forEach(name -> violations.add(new Violation(name, "required")));
        return violations;
    }

    /** Null where the id is not in the path, and where it is none. */
    private static Long pathId(RoutingContext context) {
        return ParameterRule.integer(Objects.requireNonNullElse(context.pathParam("id"), "")) instanceof Long id
                ? id
                : null;
    }

    /** The innermost errors: those around them only say that there is one. */
    private static Set<Violation> named(String parameter, OutputUnit result, JsonObject schema) {
        var violations = new LinkedHashSet<Violation>();
        for (var error : result.getErrors() == null ? List.<OutputUnit>of() : result.getErrors()) {
            var path = error.getKeywordLocation().substring(1).replace("/$ref", "");
            var keyword = path.substring(path.lastIndexOf('/') + 1);
            if (!Set.of("properties", "required", "").contains(keyword) && !isDeclared(error, path, schema)) {
                var field = parameter.isEmpty() ? error.getInstanceLocation().replaceFirst("^#/?", "") : parameter;
                field = field.isEmpty() ? BODY : field;
                var demand = JsonPointer.from(path).queryJson(schema);
                if (!(demand instanceof JsonObject)) {
                    violations.add(new Violation(field, keyword + " " + plain(demand)));
                }
            }
        }
        return violations;
    }

    /** Where a field breaks a rule, the validator takes it for one that is not declared, and the others with it. */
    private static boolean isDeclared(OutputUnit error, String path, JsonObject schema) {
        if (!path.endsWith("/additionalProperties")) {
            return false;
        }
        var of = path.substring(0, path.lastIndexOf('/'));
        var name = error.getInstanceLocation()
                .substring(error.getInstanceLocation().lastIndexOf('/') + 1);
        return JsonPointer.from(of).queryJson(schema) instanceof JsonObject object
                && object.getJsonObject("properties", new JsonObject()).containsKey(name);
    }

    private static String plain(Object demand) {
        return demand instanceof Double number ? new BigDecimal(number).toPlainString() : String.valueOf(demand);
    }
}
