package dev.ventes.connector;

import dev.ventes.core.config.Configuration;
import dev.ventes.core.service.Logging;
import dev.ventes.core.service.Service;

/** The connector as a process of its own. */
public final class ConnectorMain {
    private ConnectorMain() {}

    public static void main(String[] arguments) {
        Service.main("connector", () -> {
            var config = Configuration.read(System.getenv(), ConnectorConfig::read);
            Logging.configure(config.log());
            return Connector.start(config);
        });
    }
}
