package dev.ventes.transformer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.Topics;
import dev.ventes.infra.kafka.KafkaServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rule 20, in front of a real broker. */
class FenceIT {
    private static final Topics TOPICS = new Topics("fence", 1, (short) 1);

    @TempDir
    private static Path folder;

    private static KafkaServer kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = new KafkaServer(folder, 0);
        kafka.start();
        try (var admin = admin()) {
            TOPICS.create(admin);
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void aProofThatIsFreshLetsRecordsThrough() throws Exception {
        var before = published();

        publish(Duration.ZERO);

        assertThat(published()).isEqualTo(before + 2);
    }

    @Test
    void recordsInTheBufferOfAFrozenInstanceAreRefusedAfterTheThaw() throws Exception {
        var before = published();

        assertThatThrownBy(() -> publish(Topics.FENCE.plusSeconds(1).negated())).isInstanceOf(StampRefused.class);

        assertThat(published()).isEqualTo(before);
    }

    @Test
    void anInstanceWhoseClockIsAheadPublishesNothingAndSaysSo() throws Exception {
        var before = published();

        assertThatThrownBy(() -> publish(Topics.AHEAD.plusSeconds(2)))
                .isInstanceOf(StampRefused.class)
                .hasMessageContaining("its clock is ahead of the broker's by more than 1 s");

        assertThat(published()).isEqualTo(before);
    }

    /** Two records at once: the client calls that another failure than that of one. */
    private static void publish(Duration skew) {
        var clock = Clock.offset(Clock.systemUTC(), skew);
        var fence = new Fence(clock);
        fence.provedAt(clock.instant());
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 100),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var publisher = new Publisher(producer, TOPICS, fence);
            publisher.progress(new Progress.Applied(0, "topic", 1, 10, 1));
            publisher.progress(new Progress.Applied(0, "topic", 1, 11, 1));
            publisher.await();
        }
    }

    private static long published() throws Exception {
        var progress = new TopicPartition(TOPICS.progress(), 0);
        try (var admin = admin()) {
            return admin.listOffsets(Map.of(progress, OffsetSpec.latest()))
                    .partitionResult(progress)
                    .get()
                    .offset();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }
}
