package dev.ventes.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.core.access.Role;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class NeededRolesTest {
    private static JsonObject contract() throws IOException {
        try (var in = Routes.class.getClassLoader().getResourceAsStream(Routes.CONTRACT)) {
            return new JsonObject(new Yaml().<Map<String, Object>>load(in));
        }
    }

    private static JsonObject withSecurity(String json) {
        return new JsonObject("{'paths': {'/x': {'get': {'operationId': 'look'%s}}}}"
                .formatted(json)
                .replace('\'', '"'));
    }

    @Test
    void theContractNamesARoleForEachOperationAndTheMethodsFit() throws IOException {
        var contract = contract();
        var roles = NeededRoles.takeFrom(contract.copy());

        for (var path : contract.getJsonObject("paths")) {
            for (var method : (JsonObject) path.getValue()) {
                if (method.getValue() instanceof JsonObject operation && operation.containsKey("operationId")) {
                    var id = operation.getString("operationId");
                    var reads = method.getKey().equals("get");
                    if (path.getKey().startsWith("/ventes")) {
                        assertThat(roles.of(id)).as(id).hasValue(reads ? Role.READER : Role.WRITER);
                    }
                }
            }
        }
        assertThat(roles.of("getMetrics")).hasValue(Role.ADMIN);
        assertThat(Stream.of("getLiveness", "getReadiness").map(roles::of)).allMatch(role -> role.isEmpty());
    }

    @Test
    void anOperationMayBeOpenIfTheContractSaysSo() {
        assertThat(NeededRoles.takeFrom(withSecurity(", 'security': []")).of("look"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", 'security': [{}]",
                ", 'security': [{'apiKey': []}]",
                ", 'security': [{'apiKey': ['king']}]",
                ", 'security': [{'apiKey': ['reader', 'writer']}]",
                ", 'security': [{'apiKey': ['reader']}, {'bearer': ['writer']}]",
                ", 'security': [{'apiKey': ['reader']}, {}]"
            })
    void anOperationThatDoesNotClearlySayWhoMayIsNoneThatStarts(String security) {
        assertThatThrownBy(() -> NeededRoles.takeFrom(withSecurity(security)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("look");
    }
}
