package dev.ventes.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static final Topics TOPICS = new Topics("ventes", 6, (short) 1);
    private static final TopicRules RULES = new TopicRules(TOPICS);

    @Test
    void specificationsAreThoseOfTheDesign() {
        var topics = specifications(TOPICS);

        assertThat(topics).containsOnlyKeys("ventes.changes", "ventes.enriched", "ventes.rejected", "ventes.progress");
        assertThat(topics.values()).extracting(NewTopic::numPartitions).containsExactlyInAnyOrder(6, 6, 6, 1);
        assertThat(topics.get("ventes.changes").configs())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "604800000")
                .doesNotContainKey("message.timestamp.before.max.ms");
        assertThat(topics.get("ventes.rejected").configs())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "2592000000");
        assertThat(topics.get("ventes.enriched").configs())
                .containsEntry("cleanup.policy", "compact")
                .containsEntry("min.compaction.lag.ms", "600000");
        assertThat(topics.get("ventes.progress").configs())
                .containsEntry("cleanup.policy", "compact")
                .containsEntry("min.compaction.lag.ms", "600000")
                .containsEntry("segment.ms", "600000")
                .containsEntry("segment.bytes", "16777216");
    }

    @Test
    void saleWithItsBeforeFitsOnEnriched() {
        var topics = specifications(TOPICS);

        assertThat(largest(topics.get("ventes.enriched")))
                .isGreaterThanOrEqualTo(3 * largest(topics.get("ventes.changes")));
        assertThat(largest(topics.get("ventes.rejected"))).isGreaterThan(largest(topics.get("ventes.changes")));
    }

    @Test
    void stampsExpireBeforeTheSessionThatTheyProve() {
        assertThat(Topics.FENCE.plus(Topics.PROOF).plus(Topics.AHEAD)).isLessThan(Topics.SESSION);
        for (var name : List.of("ventes.enriched", "ventes.rejected", "ventes.progress")) {
            assertThat(specifications(TOPICS).get(name).configs())
                    .containsEntry("message.timestamp.before.max.ms", "6000")
                    .containsEntry("message.timestamp.after.max.ms", "1000")
                    .containsEntry("message.timestamp.type", "CreateTime");
        }
    }

    @Test
    void whatWasAcknowledgedIsOnTwoBrokersWhereThereAreThree() {
        assertThat(specifications(TOPICS).values())
                .allSatisfy(topic -> assertThat(topic.configs()).doesNotContainKey("min.insync.replicas"));
        assertThat(specifications(new Topics("ventes", 6, (short) 3)).values()).allSatisfy(topic -> {
            assertThat(topic.replicationFactor()).isEqualTo((short) 3);
            assertThat(topic.configs()).containsEntry("min.insync.replicas", "2");
        });
    }

    @Test
    void topicsThatWeMadeAreAsTheyMustBe() {
        for (var topic : TOPICS.specifications()) {
            var found = new TopicRules.Found(topic.name(), topic.numPartitions(), topic.configs());
            assertThat(RULES.faults(found, "kafka:9092")).isEmpty();
        }
    }

    @Test
    void everyFaultComesWithTheCommandThatMendsIt() {
        assertThat(faults(
                        "ventes.enriched",
                        6,
                        Map.of(
                                "cleanup.policy", "compact,delete",
                                "max.message.bytes", "1048588",
                                "message.timestamp.before.max.ms", "9223372036854775807",
                                "message.timestamp.type", "LogAppendTime",
                                "min.compaction.lag.ms", "0")))
                .containsExactly(
                        "ventes.enriched: cleanup.policy is compact,delete, must be compact; "
                                + alter("ventes.enriched") + "cleanup.policy=compact",
                        "ventes.enriched: max.message.bytes is 1048588, must be at least 4194304; "
                                + alter("ventes.enriched") + "max.message.bytes=4194304",
                        "ventes.enriched: message.timestamp.before.max.ms is 9223372036854775807, must be 6000; "
                                + alter("ventes.enriched") + "message.timestamp.before.max.ms=6000",
                        "ventes.enriched: message.timestamp.type is LogAppendTime, must be CreateTime; "
                                + alter("ventes.enriched") + "message.timestamp.type=CreateTime",
                        "ventes.enriched: min.compaction.lag.ms is 0, must be at least 600000; "
                                + alter("ventes.enriched") + "min.compaction.lag.ms=600000");
        assertThat(faults("ventes.changes", 6, Map.of("cleanup.policy", "compact", "max.message.bytes", "10485760")))
                .containsExactly(
                        "ventes.changes: cleanup.policy is compact, must be delete; " + alter("ventes.changes")
                                + "cleanup.policy=delete",
                        "ventes.changes: max.message.bytes is 10485760, must be at most 1398101; "
                                + alter("ventes.changes") + "max.message.bytes=1048576");
        assertThat(faults("ventes.rejected", 6, Map.of("cleanup.policy", "compact")))
                .containsExactly("ventes.rejected: cleanup.policy is compact, must be delete; "
                        + alter("ventes.rejected") + "cleanup.policy=delete");
    }

    @Test
    void progressHasOnePartition() {
        assertThat(faults("ventes.progress", 6, Map.of()))
                .containsExactly("ventes.progress: has 6 partitions, must have 1; stop all services, then"
                        + " kafka-topics.sh --bootstrap-server kafka:9092 --delete --topic ventes.progress");
    }

    @Test
    void partitionsOfTheOthersAreAMatterOfTaste() {
        assertThat(faults("ventes.enriched", 12, Map.of())).isEmpty();
    }

    private static List<String> faults(String topic, int partitions, Map<String, String> altered) {
        var settings = new HashMap<>(specifications(TOPICS).get(topic).configs());
        settings.putAll(altered);
        return RULES.faults(new TopicRules.Found(topic, partitions, settings), "kafka:9092");
    }

    private static String alter(String topic) {
        return "kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics --entity-name " + topic
                + " --add-config ";
    }

    private static int largest(NewTopic topic) {
        return Integer.parseInt(topic.configs().get("max.message.bytes"));
    }

    private static Map<String, NewTopic> specifications(Topics topics) {
        return topics.specifications().stream().collect(Collectors.toMap(NewTopic::name, Function.identity()));
    }
}
