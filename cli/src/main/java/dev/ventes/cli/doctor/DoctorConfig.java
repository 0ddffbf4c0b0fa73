package dev.ventes.cli.doctor;

import dev.ventes.connector.ConnectorConfig;
import dev.ventes.core.config.MongoConfig;
import dev.ventes.core.config.Settings;

/** What the connector and the transformer are told together. */
record DoctorConfig(ConnectorConfig connector, MongoConfig mongo) {
    static DoctorConfig read(Settings settings) {
        return new DoctorConfig(ConnectorConfig.read(settings), MongoConfig.read(settings));
    }
}
