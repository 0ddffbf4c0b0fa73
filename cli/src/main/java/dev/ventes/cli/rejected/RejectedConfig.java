package dev.ventes.cli.rejected;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.config.LogConfig;
import dev.ventes.core.config.ManagementConfig;
import dev.ventes.core.config.MongoConfig;
import dev.ventes.core.config.Settings;
import dev.ventes.core.config.TopicConfig;

/** What the transformer is told of the servers. */
record RejectedConfig(KafkaConfig kafka, TopicConfig topics, MongoConfig mongo) {
    private static final int PORT_OF_TRANSFORMER = 9102;

    static RejectedConfig read(Settings settings) {
        // No use is made of these; what is wrong with them is said all the same.
        ManagementConfig.read(settings, PORT_OF_TRANSFORMER);
        LogConfig.read(settings);
        return new RejectedConfig(KafkaConfig.read(settings), TopicConfig.read(settings), MongoConfig.read(settings));
    }
}
