package dev.ventes.api.http;

import dev.ventes.core.access.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which role the contract asks for: {@code security} of each operation names it, the same whatever way somebody comes.
 */
final class NeededRoles {
    private static final String SECURITY = "security";
    private static final String ID = "operationId";

    private final Map<String, Optional<Role>> byOperation;

    private NeededRoles(Map<String, Optional<Role>> byOperation) {
        this.byOperation = byOperation;
    }

    /**
     * Takes them out of the contract: the router would ask for handlers of its own, which know no roles of keys.
     *
     * @throws IllegalStateException if an operation does not say who may do it, or not clearly
     */
    static NeededRoles takeFrom(JsonObject contract) {
        var roles = new HashMap<String, Optional<Role>>();
        for (var path : contract.getJsonObject("paths")) {
            for (var member : (JsonObject) path.getValue()) {
                if (member.getValue() instanceof JsonObject operation && operation.containsKey(ID)) {
                    var id = operation.getString(ID);
                    roles.put(id, role(id, operation.getJsonArray(SECURITY)));
                    operation.remove(SECURITY);
                }
            }
        }
        return new NeededRoles(roles);
    }

    /** Empty where the operation is open. */
    Optional<Role> of(String operation) {
        return byOperation.get(operation);
    }

    private static Optional<Role> role(String id, JsonArray security) {
        if (security == null) {
            throw new IllegalStateException("the contract does not say who may " + id);
        }
        if (security.isEmpty()) {
            return Optional.empty();
        }
        var named = security.stream()
                .map(JsonObject.class::cast)
                .map(way -> way.getMap().values().stream()
                        .flatMap(NeededRoles::labels)
                        .toList())
                .distinct()
                .toList();
        return Optional.of(named)
                .filter(ways -> ways.size() == 1 && ways.getFirst().size() == 1)
                .flatMap(ways -> Role.of(ways.getFirst().getFirst()))
                .map(Optional::of)
                .orElseThrow(() -> new IllegalStateException("the contract does not name one role that may " + id));
    }

    private static Stream<String> labels(Object roles) {
        var list = roles instanceof JsonArray array ? array.getList() : (Collection<?>) roles;
        return List.copyOf(list).stream().map(String::valueOf);
    }
}
