package dev.ventes.transformer;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.config.LogConfig;
import dev.ventes.core.config.ManagementConfig;
import dev.ventes.core.config.MongoConfig;
import dev.ventes.core.config.Settings;
import dev.ventes.core.config.TopicConfig;
import dev.ventes.core.config.TracingConfig;
import java.time.Duration;
import java.time.ZoneId;
import java.util.regex.Pattern;

/**
 * Everything that the transformer can be told.
 *
 * @param group the consumer group whose members share the partitions
 * @param batch how many records one poll takes at most: more is more throughput, and more to repeat after a crash
 * @param zone whose days the figures are of: where the business is
 * @param history how long the versions of sales are kept after they were replaced; zero for not at all
 * @param rejectMost whether to go on where most of a batch is rejected
 */
public record TransformerConfig(
        KafkaConfig kafka,
        TopicConfig topics,
        MongoConfig mongo,
        ManagementConfig management,
        LogConfig log,
        TracingConfig tracing,
        String group,
        int batch,
        ZoneId zone,
        Duration history,
        boolean rejectMost) {
    private static final Pattern GROUP = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

    public static TransformerConfig read(Settings settings) {
        return new TransformerConfig(
                KafkaConfig.read(settings),
                TopicConfig.read(settings),
                MongoConfig.read(settings),
                ManagementConfig.read(settings, 9102),
                LogConfig.read(settings),
                TracingConfig.read(settings),
                settings.matching(
                        "ventes.transformer.group",
                        "ventes-transformer",
                        GROUP,
                        "must be letters, digits, '.', '_' or '-'"),
                settings.number("ventes.transformer.batch", 4000, 1, 20_000),
                settings.zone("ventes.transformer.time-zone", ZoneId.of("Europe/Paris")),
                settings.time("ventes.transformer.history", Duration.ofDays(3650)),
                settings.flag("ventes.transformer.reject-most", false));
    }
}
