package dev.ventes.cli.verify;

import dev.ventes.connector.ConnectorConfig;
import dev.ventes.core.config.MongoConfig;
import dev.ventes.core.config.Settings;

/** What the connector and the transformer are told together. */
record VerifyConfig(ConnectorConfig connector, MongoConfig mongo) {
    static VerifyConfig read(Settings settings) {
        return new VerifyConfig(ConnectorConfig.read(settings), MongoConfig.read(settings));
    }
}
