package dev.ventes.api.http;

import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * The contract as the router takes it. It refuses a contract with a type that it does not know, although it has no use for
 * them: two have another name for it; the others are put aside, and {@link #types} knows them.
 */
final class ContractReading {
    /** What an operation has whose body comes in lines. */
    static final String BODY_BY_LINE = "x-body-by-line";

    private static final String HEAD_OF = "head:";
    private static final String ID = "operationId";
    private static final String LINES = "application/x-ndjson";
    private static final String CONTENT = "content";
    private static final String ASIDE = "x-types-put-aside";

    private ContractReading() {}

    static JsonObject parse(String yaml) {
        Map<String, Object> contract = new Yaml()
                .load(yaml.replace(Problem.JSON, Answer.JSON)
                        .replace(RequestRules.MERGE_PATCH, RequestRules.MERGE_PATCH_FOR_ROUTER));
        var read = new JsonObject(contract);
        read.getJsonObject("paths")
                .forEach(path -> ((JsonObject) path.getValue()).forEach(operation -> {
                    if (operation.getValue() instanceof JsonObject described) {
                        showLineAsBody(described);
                    }
                }));
        putAside(contract);
        read.getJsonObject("paths").forEach(path -> addHead((JsonObject) path.getValue()));
        return read;
    }

    /** The operation whose endpoint answers this one. */
    static String endpoint(String operationId) {
        return operationId.startsWith(HEAD_OF) ? operationId.substring(HEAD_OF.length()) : operationId;
    }

    /** What {@code GET} is, {@code HEAD} is, too; what the contract says once. */
    private static void addHead(JsonObject operations) {
        var get = operations.getJsonObject("get");
        if (get != null) {
            operations.put("head", get.copy().put(ID, HEAD_OF + get.getString(ID)));
        }
    }

    /** Of a body that comes in lines, the router is shown a line as if it were all. */
    private static void showLineAsBody(JsonObject operation) {
        var body = operation.getJsonObject("requestBody", new JsonObject());
        var content = body.getJsonObject(CONTENT, new JsonObject());
        if (content.containsKey(LINES)) {
            operation.put(BODY_BY_LINE, true);
            content.put(Answer.JSON, content.remove(LINES));
        }
    }

    /** The types of an answer, as the contract orders them. */
    static Stream<String> types(Response response) {
        var aside = response.getOpenAPIModel().getJsonArray(ASIDE);
        return Stream.concat(
                response.getContent().keySet().stream(),
                aside == null ? Stream.of() : aside.stream().map(String.class::cast));
    }

    private static void putAside(Object part) {
        if (part instanceof Map<?, ?> object) {
            // An example may have null in it.
            new ArrayList<>(object.values()).forEach(ContractReading::putAside);
            if (object.get(CONTENT) instanceof Map<?, ?> content) {
                var unknown = new ArrayList<String>();
                content.keySet()
                        .removeIf(type -> !MediaType.isMediaTypeSupported((String) type) && unknown.add((String) type));
                if (!unknown.isEmpty()) {
                    @SuppressWarnings("unchecked")
                    var extended = (Map<String, Object>) object;
                    extended.put(ASIDE, unknown);
                }
            }
        } else if (part instanceof Collection<?> list) {
            list.forEach(ContractReading::putAside);
        }
    }
}
