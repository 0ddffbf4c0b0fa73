package dev.ventes.api;

import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.config.LogConfig;
import dev.ventes.core.config.ManagementConfig;
import dev.ventes.core.config.MongoConfig;
import dev.ventes.core.config.Settings;
import dev.ventes.core.config.TopicConfig;
import java.time.Duration;

/** What the API is told: the servers it stands on, and {@code ventes.api.*}, its own section. */
public record ApiConfig(
        KafkaConfig kafka,
        TopicConfig topics,
        MongoConfig mongo,
        ManagementConfig management,
        LogConfig log,
        Http http,
        Writing writing) {
    public static final String PORT = "ventes.api.port";

    public static ApiConfig read(Settings settings) {
        return new ApiConfig(
                KafkaConfig.read(settings),
                TopicConfig.read(settings),
                MongoConfig.read(settings),
                ManagementConfig.read(settings, 9103),
                LogConfig.read(settings),
                Http.read(settings),
                Writing.read(settings));
    }

    /**
     * Where the API listens and what it takes.
     *
     * @param port 0 takes a free one
     * @param maxBody the largest request body, in bytes; a sale and its envelope must fit a record of the log
     */
    public record Http(String host, int port, int maxBody) {
        static Http read(Settings settings) {
            return new Http(
                    ManagementConfig.openly(settings, "ventes.api"),
                    settings.port(PORT, 4000),
                    settings.number("ventes.api.max-body-bytes", 256 * 1024, 1024, 900 * 1024));
        }
    }

    /**
     * How writes wait.
     *
     * @param patience how long an acknowledged write waits for the view before it is answered as accepted
     * @param atOnce how many writes may be under way; more are sent away
     * @param requireIfMatch whether changes must name the version that they change
     * @param keysKept how long an idempotency key is known
     */
    public record Writing(Duration patience, int atOnce, boolean requireIfMatch, Duration keysKept) {
        static Writing read(Settings settings) {
            return new Writing(
                    settings.time("ventes.api.wait", Duration.ofSeconds(2)),
                    settings.number("ventes.api.max-writes", 1000, 1, 100_000),
                    settings.flag("ventes.api.require-if-match", false),
                    settings.time("ventes.api.idempotency-retention", Duration.ofHours(24)));
        }
    }
}
