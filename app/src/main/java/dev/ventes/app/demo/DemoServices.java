package dev.ventes.app.demo;

import dev.ventes.core.config.Configuration;
import dev.ventes.core.config.Settings;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Server;
import dev.ventes.infra.Servers;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The configurations of the services on the demo's servers, by the same settings that a deployment uses. The
 * environment of whoever starts the demo has no say in it: it may be meant for other servers.
 */
record DemoServices(Servers servers, Passwords passwords, DemoPorts ports) {

    <T> T configuration(int managementPort, Function<Settings, T> service) {
        return Configuration.read(environment(managementPort), service);
    }

    Map<String, String> environment(int managementPort) {
        var settings = new HashMap<>(Map.of(
                "VENTES_POSTGRES_HOST", Server.HOST,
                "VENTES_POSTGRES_PORT", String.valueOf(servers.postgres().port()),
                "VENTES_POSTGRES_PASSWORD", passwords.application(),
                "VENTES_KAFKA_BOOTSTRAP_SERVERS", servers.kafka().bootstrapServers(),
                "VENTES_MONGODB_URI", servers.mongo().uri(),
                "VENTES_API_PORT", String.valueOf(ports.api()),
                "VENTES_MANAGEMENT_PORT", String.valueOf(managementPort)));
        ports.prometheus()
                .ifPresent(port -> settings.put("VENTES_API_PAGE_PROMETHEUS", "http://" + Server.HOST + ":" + port));
        return settings;
    }
}
