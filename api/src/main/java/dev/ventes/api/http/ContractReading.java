package dev.ventes.api.http;

import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * The contract as the router takes it. It refuses a contract with a type that it does not know, although it has no use for
 * them: two have another name for it; the others are put aside, and {@link #types} knows them.
 */
final class ContractReading {
    private static final String CONTENT = "content";
    private static final String ASIDE = "x-types-put-aside";

    private ContractReading() {}

    static JsonObject parse(String yaml) {
        Map<String, Object> contract = new Yaml()
                .load(yaml.replace(Problem.JSON, Answer.JSON)
                        .replace(RequestRules.MERGE_PATCH, RequestRules.MERGE_PATCH_FOR_ROUTER));
        putAside(contract);
        return new JsonObject(contract);
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
            List.copyOf(object.values()).forEach(ContractReading::putAside);
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
