package dev.ventes.app.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.config.Configuration;
import dev.ventes.core.topic.Topics;
import dev.ventes.infra.kafka.KafkaServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsIT {
    private static final Pattern MENDED =
            Pattern.compile(".*--entity-name (?<topic>\\S+) --add-config (?<setting>[^=]+)=(?<value>\\S+)");

    @TempDir
    private static Path folder;

    private static KafkaServer kafka;
    private static Admin admin;

    @BeforeAll
    static void startServer() {
        kafka = new KafkaServer(folder, 0);
        kafka.start();
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterAll
    static void stopServer() {
        admin.close();
        kafka.close();
    }

    @Test
    void servicesThatStartTogetherMakeTheTopicsOnce() throws Exception {
        var topics = new Topics("together", 3, (short) 1);
        Callable<Void> start = () -> {
            topics.create(admin);
            return null;
        };
        try (var services = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var service : services.invokeAll(List.of(start, start, start))) {
                service.get();
            }
        }

        topics.create(admin);

        var names = List.of(topics.changes(), topics.enriched(), topics.rejected(), topics.progress());
        var made = admin.describeTopics(names).allTopicNames().get();
        assertThat(made.get(topics.changes()).partitions()).hasSize(3);
        assertThat(made.get(topics.progress()).partitions()).hasSize(1);
    }

    @Test
    void topicsMadeByHandAreRefusedUntilTheCommandsWereRun() throws Exception {
        var topics = new Topics("hand", 3, (short) 1);
        make("hand.changes", "hand.enriched", "hand.rejected", "hand.progress");

        await().untilAsserted(() -> assertThat(faults(topics)).hasSize(12));
        var faults = faults(topics);

        assertThat(faults)
                .allMatch(fault -> fault.contains("--bootstrap-server " + kafka.bootstrapServers()))
                .contains("hand.enriched: message.timestamp.before.max.ms is 9223372036854775807, must be 6000;"
                        + " kafka-configs.sh --bootstrap-server " + kafka.bootstrapServers()
                        + " --alter --entity-type topics --entity-name hand.enriched"
                        + " --add-config message.timestamp.before.max.ms=6000");
        mend(faults);
        // What a broker was told it shows a little later.
        await().untilAsserted(() -> assertThatCode(() -> topics.create(admin)).doesNotThrowAnyException());
    }

    @Test
    void settingsThatAreAMatterOfTasteAreLeftAlone() throws Exception {
        var topics = new Topics("taste", 3, (short) 1);
        topics.create(admin);
        alter("taste.changes", "retention.ms", "3600000");
        alter("taste.progress", "segment.ms", "700000");
        alter("taste.enriched", "max.message.bytes", "8388608");

        topics.create(admin);

        var changes = new ConfigResource(ConfigResource.Type.TOPIC, "taste.changes");
        // What a broker was told it shows a little later.
        await().untilAsserted(() -> {
            var settings = admin.describeConfigs(List.of(changes)).all().get().get(changes);
            assertThat(settings.get("retention.ms").value()).isEqualTo("3600000");
        });
    }

    @Test
    void progressWithSeveralPartitionsIsRefused() throws Exception {
        var topics = new Topics("many", 3, (short) 1);
        topics.create(admin);
        admin.createPartitions(Map.of("many.progress", NewPartitions.increaseTo(2)))
                .all()
                .get();

        await().untilAsserted(() -> assertThat(faults(topics))
                .singleElement()
                .asString()
                .contains("many.progress: has 2 partitions, must have 1"));
    }

    private static List<String> faults(Topics topics) {
        var lines = new ArrayList<String>();
        assertThatThrownBy(() -> topics.create(admin))
                .isInstanceOfSatisfying(Configuration.Faults.class, faults -> lines.addAll(faults.lines()));
        return lines;
    }

    /** As somebody makes topics who has not read anything. */
    private static void make(String... names) throws Exception {
        var topics = List.of(names).stream()
                .map(name -> new NewTopic(name, 1, (short) 1))
                .toList();
        admin.createTopics(topics).all().get();
        alter("hand.changes", "max.message.bytes", "10485760");
        alter("hand.enriched", "max.message.bytes", "1048588");
    }

    /** Does what the commands say. */
    private static void mend(List<String> faults) throws Exception {
        for (var fault : faults) {
            var command = MENDED.matcher(fault);
            assertThat(command.matches()).as(fault).isTrue();
            alter(command.group("topic"), command.group("setting"), command.group("value"));
        }
    }

    private static void alter(String topic, String setting, String value) throws Exception {
        Map<ConfigResource, Collection<AlterConfigOp>> change = Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET)));
        admin.incrementalAlterConfigs(change).all().get();
    }
}
