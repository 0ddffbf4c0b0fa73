package dev.ventes.api;

import dev.ventes.api.auth.AccessConfig;
import dev.ventes.api.http.Limits;
import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.config.LogConfig;
import dev.ventes.core.config.ManagementConfig;
import dev.ventes.core.config.MongoConfig;
import dev.ventes.core.config.Settings;
import dev.ventes.core.config.TopicConfig;
import dev.ventes.core.config.TracingConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the API is told: the servers it stands on, and {@code ventes.api.*}, its own section. */
public record ApiConfig(
        KafkaConfig kafka,
        TopicConfig topics,
        MongoConfig mongo,
        ManagementConfig management,
        LogConfig log,
        TracingConfig tracing,
        AccessConfig access,
        Http http,
        int maxReads,
        Reading reading,
        Writing writing,
        Streaming streaming,
        Batches batches,
        Page page) {
    public static final String PORT = "ventes.api.port";

    public static ApiConfig read(Settings settings) {
        var access = AccessConfig.read(settings);
        return new ApiConfig(
                KafkaConfig.read(settings),
                TopicConfig.read(settings),
                MongoConfig.read(settings),
                ManagementConfig.read(settings, 9103),
                LogConfig.read(settings),
                TracingConfig.read(settings),
                access,
                Http.read(settings, access.authenticates()),
                settings.number("ventes.api.max-reads", 200, 1, 100_000),
                Reading.read(settings),
                Writing.read(settings),
                Streaming.read(settings),
                Batches.read(settings),
                Page.read(settings));
    }

    /**
     * Where the API listens and what it takes.
     *
     * @param port 0 takes a free one
     * @param ownHosts by which names alone it is called, besides those of loopback; empty for any
     * @param corsOrigins whose pages may call it; {@code *} for all
     * @param tls empty for plain HTTP
     * @param stopPause how long it still answers after it has said that it is not ready any more
     */
    public record Http(
            String host,
            int port,
            Limits limits,
            Optional<Set<String>> ownHosts,
            List<String> corsOrigins,
            Optional<Tls> tls,
            Duration stopPause) {
        private static final Pattern NAME = Pattern.compile("[^/\\s:@*]+|\\[[0-9a-fA-F:.]+]");
        private static final Pattern ORIGIN = Pattern.compile("\\*|https?://[^/\\s,*]+");

        static Http read(Settings settings, boolean authenticates) {
            var host = ManagementConfig.address(
                    settings,
                    "ventes.api",
                    authenticates,
                    "set ventes.api.keys-file or ventes.api.jwt.* so that callers say who they are; ");
            return new Http(
                    host,
                    settings.port(PORT, 4000),
                    Limits.read(settings, authenticates),
                    ownHosts(settings, !authenticates && ManagementConfig.isLoopback(host)),
                    origins(settings),
                    Tls.read(settings),
                    settings.time("ventes.api.stop-pause", Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10)));
        }

        /** Where nothing but loopback protects the API its name must, too. */
        private static Optional<Set<String>> ownHosts(Settings settings, boolean onlyLoopback) {
            var key = "ventes.api.hosts";
            var hosts = list(settings, key)
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());
            hosts.stream()
                    .filter(name -> !NAME.matcher(name).matches())
                    .forEach(name -> settings.fault(key, name, "must be a name such as shop.example, without a port"));
            return hosts.isEmpty() && !onlyLoopback ? Optional.empty() : Optional.of(hosts);
        }

        private static Stream<String> list(Settings settings, String key) {
            return settings.given(key).stream()
                    .flatMap(text -> Arrays.stream(text.split(",")))
                    .map(String::strip);
        }

        private static List<String> origins(Settings settings) {
            var key = "ventes.api.cors-origins";
            var origins = list(settings, key).toList();
            origins.stream()
                    .filter(origin -> !ORIGIN.matcher(origin).matches())
                    .forEach(origin ->
                            settings.fault(key, origin, "must be an origin such as https://shop.example, or *"));
            return origins;
        }
    }

    /** The chain of certificates and its key, in files that may be exchanged at any time; PEM. */
    public record Tls(Path certificate, Path key) {
        public static final String CERTIFICATE = "ventes.api.tls.certificate";
        private static final String KEY = "ventes.api.tls.key";

        static Optional<Tls> read(Settings settings) {
            var certificate = file(settings, CERTIFICATE);
            var key = file(settings, KEY);
            if (certificate.isPresent() != key.isPresent()) {
                settings.fault(certificate.isPresent() ? KEY : CERTIFICATE, null, "is missing: it takes both");
            }
            return certificate.isPresent() && key.isPresent()
                    ? Optional.of(new Tls(certificate.get(), key.get()))
                    : Optional.empty();
        }

        private static Optional<Path> file(Settings settings, String key) {
            var file = settings.given(key).map(Path::of);
            file.filter(path -> !Files.isReadable(path))
                    .ifPresent(path -> settings.fault(key, path.toString(), "cannot be read"));
            return file;
        }
    }

    /**
     * What reads may cost.
     *
     * @param exports how many whole lists may be written at once; more are sent away
     * @param counting how long sales may be counted, when a list is asked for with their number
     */
    public record Reading(int exports, Duration counting) {
        static Reading read(Settings settings) {
            return new Reading(
                    settings.number("ventes.api.max-exports", 4, 1, 1000),
                    settings.time("ventes.api.count-wait", Duration.ofSeconds(2)));
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

    /**
     * How changes are streamed.
     *
     * @param maxClients how many may follow at once; more are sent away
     * @param heartbeat the pause between two signs of life on a connection; shorter than what closes an idle one
     * @param recentEvents how many events are kept for those who are slow or come back
     * @param recentBytes how large they may be together, as they are on the topic
     * @param catchUps how many read at once what is not kept any more, each for all clients that it finds waiting
     */
    public record Streaming(int maxClients, Duration heartbeat, int recentEvents, int recentBytes, int catchUps) {
        private static final String HEARTBEAT = "ventes.api.stream.heartbeat";
        private static final Duration LONGEST = Duration.ofSeconds(50);

        static Streaming read(Settings settings) {
            var heartbeat = settings.time(HEARTBEAT, Duration.ofSeconds(15));
            if (heartbeat.compareTo(Duration.ofSeconds(1)) < 0 || heartbeat.compareTo(LONGEST) > 0) {
                settings.fault(HEARTBEAT, heartbeat.toString(), "must be from 1s to 50s");
            }
            return new Streaming(
                    settings.number("ventes.api.stream.max-clients", 5000, 1, 100_000),
                    heartbeat,
                    settings.number("ventes.api.stream.recent-events", 20_000, 1000, 1_000_000),
                    settings.number("ventes.api.stream.recent-bytes", 32 * 1024 * 1024, 1024 * 1024, 1 << 30),
                    settings.number("ventes.api.stream.catch-ups", 2, 1, 64));
        }
    }

    /**
     * What the web page is told.
     *
     * @param zone whose days the indicators by day are of; as the transformer, which counts them, is told
     * @param currency of all amounts
     * @param prometheus where people find Prometheus, with their browsers
     */
    public record Page(ZoneId zone, Currency currency, Optional<URI> prometheus) {
        private static final Pattern CODE = Pattern.compile(Currency.getAvailableCurrencies().stream()
                .map(Currency::getCurrencyCode)
                .collect(Collectors.joining("|")));
        private static final String PROMETHEUS = "ventes.api.page.prometheus";
        private static final Pattern ADDRESS = Pattern.compile("https?://[\\w.:\\[\\]-]+(/[\\w.~/%?=&-]*)?");

        static Page read(Settings settings) {
            var given = settings.given(PROMETHEUS);
            given.filter(address -> !ADDRESS.matcher(address).matches())
                    .ifPresent(address -> settings.fault(
                            PROMETHEUS, address, "must be an address such as https://prometheus.shop.example"));
            return new Page(
                    settings.zone("ventes.transformer.time-zone", ZoneId.of("Europe/Paris")),
                    Currency.getInstance(settings.matching(
                            "ventes.api.page.currency", "EUR", CODE, "must be a currency's code of ISO 4217")),
                    given.filter(address -> ADDRESS.matcher(address).matches()).map(URI::create));
        }
    }

    /**
     * What a batch may be.
     *
     * @param lines of one batch
     * @param bytes of one batch
     * @param atOnce how many may be under way; more are sent away
     */
    public record Batches(int lines, int bytes, int atOnce) {
        static Batches read(Settings settings) {
            return new Batches(
                    settings.number("ventes.api.batch.max-lines", 10_000, 1, 1_000_000),
                    settings.number("ventes.api.batch.max-bytes", 16 * 1024 * 1024, 1024, 1 << 30),
                    settings.number("ventes.api.batch.at-once", 8, 1, 1000));
        }
    }
}
