package dev.ventes.infra.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.infra.PortTakenException;
import dev.ventes.infra.Server;
import dev.ventes.infra.process.ServerProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaServerIT {
    private static final String TOPIC = "ventes.probe";

    @TempDir
    private Path folder;

    @Test
    void goesOnWhereItWasAfterARestartInTheSameJvmOnTheSamePort() throws Exception {
        try (var kafka = new KafkaServer(folder, 0)) {
            kafka.start();
            createTopic(kafka);
            send(kafka, "before");
            assertThat(received(kafka, 1)).containsExactly("before");

            kafka.stop();
            kafka.start();

            send(kafka, "after");
            assertThat(received(kafka, 1)).containsExactly("after");
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        try (var kafka = ServerProcess.kafka(folder, 0)) {
            kafka.start();
            createTopic(kafka);
            send(kafka, "before");

            kafka.kill();
            kafka.start();

            assertThat(received(kafka, 1)).containsExactly("before");
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var kafka = new KafkaServer(folder, taken.getLocalPort())) {
            assertThatThrownBy(kafka::start).isInstanceOfSatisfying(PortTakenException.class, e -> {
                assertThat(e.server()).isEqualTo("Kafka");
                assertThat(e.port()).isEqualTo(taken.getLocalPort());
            });
        }
    }

    private static void createTopic(Server kafka) throws Exception {
        try (Admin admin = Admin.create(clientOf(kafka))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
            assertThatThrownBy(() -> admin.describeTopics(List.of("nobody.made.this"))
                            .allTopicNames()
                            .get())
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    private static void send(Server kafka, String value) throws Exception {
        try (var producer = new KafkaProducer<>(clientOf(kafka), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get(30, TimeUnit.SECONDS);
        }
    }

    /** Reads as a group that commits, so that the offsets have to survive, too. */
    private static List<String> received(Server kafka, int count) {
        var values = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(clientOf(kafka), new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(message -> values.add(message.value()));
                assertThat(values).hasSizeGreaterThanOrEqualTo(count);
            });
            consumer.commitSync();
        }
        return values;
    }

    private static Map<String, Object> clientOf(Server kafka) {
        return Map.of(
                "bootstrap.servers", Server.HOST + ":" + kafka.port(),
                "group.id", "probe",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false");
    }
}
