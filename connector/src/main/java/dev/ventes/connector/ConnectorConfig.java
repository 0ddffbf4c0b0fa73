package dev.ventes.connector;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.config.LogConfig;
import dev.ventes.core.config.ManagementConfig;
import dev.ventes.core.config.PostgresConfig;
import dev.ventes.core.config.Settings;
import dev.ventes.core.config.TopicConfig;
import dev.ventes.core.config.TracingConfig;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Everything that the connector is told.
 *
 * @param slotPrefix what the replication slots are called, before {@code _} and the generation's number
 * @param publication what the publication of the table is called; made if it does not exist
 * @param pollInterval the pause after which PostgreSQL is asked again: latency against idle load
 * @param heartbeatInterval how often an idle database is made to move the slot on
 */
public record ConnectorConfig(
        PostgresConfig postgres,
        KafkaConfig kafka,
        TopicConfig topics,
        ManagementConfig management,
        LogConfig log,
        TracingConfig tracing,
        String slotPrefix,
        String publication,
        Duration pollInterval,
        Duration heartbeatInterval) {
    private static final int DEFAULT_MANAGEMENT_PORT = 9101;
    private static final Pattern SLOT = Pattern.compile("[a-z0-9_]{1,40}");
    private static final Pattern PUBLICATION = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    public static ConnectorConfig read(Settings settings) {
        return new ConnectorConfig(
                PostgresConfig.read(settings),
                KafkaConfig.read(settings),
                TopicConfig.read(settings),
                ManagementConfig.read(settings, DEFAULT_MANAGEMENT_PORT),
                LogConfig.read(settings),
                TracingConfig.read(settings),
                settings.matching(
                        "ventes.connector.slot-prefix",
                        "ventes",
                        SLOT,
                        "must be up to 40 lower-case letters, digits or '_'"),
                settings.matching(
                        "ventes.connector.publication",
                        "ventes",
                        PUBLICATION,
                        "must be up to 63 lower-case letters, digits or '_'"),
                positive(settings, "ventes.connector.poll-interval", Duration.ofMillis(2)),
                positive(settings, "ventes.connector.heartbeat-interval", Duration.ofSeconds(2)));
    }

    private static Duration positive(Settings settings, String key, Duration otherwise) {
        var time = settings.time(key, otherwise);
        if (time.toMillis() < 1) {
            settings.fault(key, time.toString(), "must be at least 1ms");
        }
        return time;
    }
}
