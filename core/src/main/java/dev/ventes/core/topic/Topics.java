package dev.ventes.core.topic;

import dev.ventes.core.config.TopicConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** The four topics: their names, and the settings that the system's promises rest on. */
public record Topics(String prefix, int partitions, short replication) {
    /**
     * How old a stamp the transformer's topics accept. Below the consumers' session timeout, so that what an instance
     * wrote before it lost its partitions is refused when it arrives late.
     */
    public static final Duration FENCE = Duration.ofSeconds(8);

    /** The session timeout of the transformer's consumers: an instance that is silent for this long is replaced. */
    public static final Duration SESSION = Duration.ofSeconds(10);

    /** Largest record of {@code changes}. A sale on enriched stands there up to twice, with more names around it. */
    public static final int CHANGE_BYTES = 1024 * 1024;

    public static final int ENRICHED_BYTES = 4 * CHANGE_BYTES;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public static Topics of(TopicConfig config) {
        return new Topics(config.prefix(), config.partitions(), (short) config.replication());
    }

    /** What was asked: the one log. */
    public String changes() {
        return prefix + ".changes";
    }

    /** What is true. */
    public String enriched() {
        return prefix + ".enriched";
    }

    /** What could not be applied, and why. */
    public String rejected() {
        return prefix + ".rejected";
    }

    /** How far the view has come. One partition: its readers need all of it, in one order. */
    public String progress() {
        return prefix + ".progress";
    }

    /**
     * Creates the topics that do not exist; leaves those that do as they are.
     *
     * @throws ExecutionException if Kafka refuses
     * @throws TimeoutException if Kafka does not answer in time
     */
    public void create(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        var created = admin.createTopics(specifications()).values();
        for (var topic : created.values()) {
            try {
                topic.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    List<NewTopic> specifications() {
        var fence = String.valueOf(FENCE.toMillis());
        return List.of(
                topic(changes(), partitions)
                        .configs(Map.of(
                                "cleanup.policy", "delete",
                                "retention.ms", days(7),
                                "max.message.bytes", String.valueOf(CHANGE_BYTES))),
                topic(enriched(), partitions)
                        .configs(Map.of(
                                "cleanup.policy",
                                "compact",
                                "max.message.bytes",
                                String.valueOf(ENRICHED_BYTES),
                                "message.timestamp.before.max.ms",
                                fence)),
                topic(rejected(), partitions)
                        .configs(Map.of(
                                "cleanup.policy",
                                "delete",
                                "retention.ms",
                                days(30),
                                "max.message.bytes",
                                String.valueOf(ENRICHED_BYTES),
                                "message.timestamp.before.max.ms",
                                fence)),
                topic(progress(), 1)
                        .configs(Map.of(
                                "cleanup.policy",
                                "compact",
                                // An outcome is read before it can be compacted away.
                                "min.compaction.lag.ms",
                                String.valueOf(Duration.ofMinutes(30).toMillis()),
                                "max.message.bytes",
                                String.valueOf(ENRICHED_BYTES),
                                "message.timestamp.before.max.ms",
                                fence)));
    }

    private NewTopic topic(String name, int partitions) {
        return new NewTopic(name, partitions, replication);
    }

    private static String days(int days) {
        return String.valueOf(Duration.ofDays(days).toMillis());
    }
}
