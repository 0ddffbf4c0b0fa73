package dev.ventes.cli.verify;

import dev.ventes.connector.ConnectorConfig;
import dev.ventes.core.config.ManagementConfig;
import dev.ventes.core.config.MongoConfig;
import dev.ventes.core.config.Settings;

/**
 * What the connector and the transformer are told together.
 *
 * @param management of our own, while we go on and on
 */
record VerifyConfig(ConnectorConfig connector, MongoConfig mongo, ManagementConfig management) {
    private static final int DEFAULT_MANAGEMENT_PORT = 9104;

    static VerifyConfig read(Settings settings) {
        return new VerifyConfig(
                ConnectorConfig.read(settings),
                MongoConfig.read(settings),
                ManagementConfig.read(settings, DEFAULT_MANAGEMENT_PORT));
    }
}
