package dev.ventes.app.e2e;

import dev.ventes.infra.Passwords;
import dev.ventes.infra.Port;
import dev.ventes.infra.Servers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Three servers, whoever runs them.
 *
 * @param mongo what MongoDB it is, in a line
 */
record Endpoints(
        String postgresHost,
        int postgresPort,
        String postgresUser,
        String postgresPassword,
        String kafka,
        String mongoUri,
        String mongo) {

    static Endpoints of(Servers servers, Passwords passwords) {
        return new Endpoints(
                "127.0.0.1",
                servers.postgres().port(),
                "ventes",
                passwords.application(),
                servers.kafka().bootstrapServers(),
                servers.mongo().uri(),
                servers.mongo().describe());
    }

    Connection postgres() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + postgresHost + ":" + postgresPort + "/salesdb", postgresUser, postgresPassword);
    }

    /** The environment of services on these servers, with ports of their own and a view of their own. */
    Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        environment.put("VENTES_POSTGRES_HOST", postgresHost);
        environment.put("VENTES_POSTGRES_PORT", String.valueOf(postgresPort));
        environment.put("VENTES_POSTGRES_USER", postgresUser);
        environment.put("VENTES_POSTGRES_PASSWORD", postgresPassword);
        environment.put("VENTES_KAFKA_BOOTSTRAP_SERVERS", kafka);
        environment.put("VENTES_MONGODB_URI", mongoUri);
        // A MongoDB that was given may hold what earlier runs left.
        environment.put(
                "VENTES_MONGODB_DATABASE",
                "ventes_test_" + ThreadLocalRandom.current().nextInt(1 << 30));
        environment.put("VENTES_API_PORT", String.valueOf(Port.free()));
        return environment;
    }
}
