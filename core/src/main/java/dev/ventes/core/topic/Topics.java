package dev.ventes.core.topic;

import dev.ventes.core.config.TopicConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
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
     * How old a stamp the transformer's topics accept. With {@link #PROOF} and {@link #AHEAD} it is below the consumers'
     * session timeout, so that what an instance wrote before it lost its partitions is refused when it arrives late,
     * also where its clock is ahead by as much as its last records could be without being refused.
     */
    public static final Duration FENCE = Duration.ofSeconds(6);

    /** How far ahead of the broker's clock a stamp may be: from there on the broker refuses all that an instance sends. */
    public static final Duration AHEAD = Duration.ofSeconds(1);

    /** How old the proof of ownership may be that a record is stamped with when it is sent. */
    public static final Duration PROOF = Duration.ofSeconds(2);

    /** The session timeout of the transformer's consumers: an instance that is silent for this long is replaced. */
    public static final Duration SESSION = Duration.ofSeconds(10);

    /** Largest record of {@code changes}. A sale on enriched stands there up to twice, with more names around it. */
    public static final int CHANGE_BYTES = 1024 * 1024;

    public static final int ENRICHED_BYTES = 4 * CHANGE_BYTES;

    static final String CLEANUP = "cleanup.policy";
    static final String LARGEST = "max.message.bytes";
    static final String OLDEST_STAMP = "message.timestamp.before.max.ms";
    static final String NEWEST_STAMP = "message.timestamp.after.max.ms";
    static final String STAMP = "message.timestamp.type";
    static final String COMPACTED_AFTER = "min.compaction.lag.ms";

    /** For so long what a newer record replaces is still there. */
    static final Duration COMPACTION = Duration.ofMinutes(10);

    private static final String RETENTION = "retention.ms";
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
     * Creates the topics that do not exist, waits until a broker knows of all of them, and looks whether they are as
     * they must be. What is a matter of taste about them is left as it is.
     *
     * @throws dev.ventes.core.config.Configuration.Faults if exactness could not rest on them, with what mends it
     * @throws ExecutionException if Kafka refuses
     * @throws TimeoutException if Kafka does not answer in time
     */
    public void create(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        var creations = admin.createTopics(specifications()).values();
        for (var creation : creations.values()) {
            try {
                creation.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        new ExistingTopics(admin, PATIENCE).require(new TopicRules(this), creations.keySet());
    }

    /**
     * What is wrong with these topics, which exist, and the command that mends it, a line each.
     *
     * @throws ExecutionException if Kafka refuses
     * @throws TimeoutException if Kafka does not answer in time
     */
    public List<String> faults(Admin admin, Collection<String> names)
            throws InterruptedException, ExecutionException, TimeoutException {
        return new ExistingTopics(admin, PATIENCE).faults(new TopicRules(this), names);
    }

    /** The topics as they are made where they do not exist. */
    public List<NewTopic> specifications() {
        return List.of(
                topic(
                        changes(),
                        partitions,
                        Map.of(CLEANUP, "delete", RETENTION, days(7), LARGEST, bytes(CHANGE_BYTES))),
                topic(
                        enriched(),
                        partitions,
                        // A rebuild needs the sale as it was before a change that is published and not yet applied.
                        fenced(Map.of(CLEANUP, "compact", COMPACTED_AFTER, millis(COMPACTION)))),
                topic(rejected(), partitions, fenced(Map.of(CLEANUP, "delete", RETENTION, days(30)))),
                topic(
                        progress(),
                        1,
                        fenced(Map.of(
                                CLEANUP,
                                "compact",
                                // An outcome is read before it can be compacted away.
                                COMPACTED_AFTER,
                                millis(COMPACTION),
                                // It is read from the beginning at every start, and only closed segments are compacted.
                                "segment.ms",
                                millis(COMPACTION),
                                "segment.bytes",
                                bytes(16 * 1024 * 1024)))));
    }

    /** The settings of a topic that the transformer writes: late and early stamps are refused, and large records are not. */
    private static Map<String, String> fenced(Map<String, String> own) {
        var settings = new HashMap<>(own);
        settings.put(LARGEST, bytes(ENRICHED_BYTES));
        settings.put(OLDEST_STAMP, millis(FENCE));
        settings.put(NEWEST_STAMP, millis(AHEAD));
        settings.put(STAMP, "CreateTime");
        return settings;
    }

    private NewTopic topic(String name, int partitions, Map<String, String> own) {
        var settings = new HashMap<>(own);
        if (replication >= 3) {
            // What was acknowledged is on two brokers.
            settings.put("min.insync.replicas", "2");
        }
        return new NewTopic(name, partitions, replication).configs(settings);
    }

    private static String days(int days) {
        return millis(Duration.ofDays(days));
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }

    private static String bytes(int bytes) {
        return String.valueOf(bytes);
    }
}
