package dev.ventes.api.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.api.ApiConfig;
import dev.ventes.api.ApiMetrics;
import dev.ventes.api.log.ChangeLog;
import dev.ventes.api.log.TopicIdentity;
import dev.ventes.api.log.TopicIdentity.Topic;
import dev.ventes.api.progress.Outcomes;
import dev.ventes.api.read.View;
import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.log.Change;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.trace.Trace;
import dev.ventes.core.view.ViewCollections;
import dev.ventes.infra.kafka.KafkaServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteIT {
    private static final Trace TRACE = Trace.of("test");
    private static final Change.FromApi DELETE = new Change.FromApi(
            5, Op.DELETE, null, false, "event", Instant.EPOCH, new Expectation.Present(), Optional.empty());

    @TempDir
    Path folder;

    @Test
    void aTopicThatIsNotTheSameBeforeAndAfterTheAppendMakesTheOutcomeUnknown() throws Exception {
        try (var server = new KafkaServer(folder, 0)) {
            server.start();
            var kafka = new KafkaConfig(server.bootstrapServers(), Map.of());
            var topics = new Topics("ventes", 3, (short) 1);
            try (var admin = Admin.create(kafka.properties(Map.of()));
                    var log = ChangeLog.open(kafka, topics, 10);
                    var nobody = MongoClients.create("mongodb://127.0.0.1:1")) {
                topics.create(admin);
                var identity = new TopicIdentity(admin, topics.changes());
                var writes = new Writes(
                        identity,
                        log,
                        new Outcomes(),
                        new View(ViewCollections.of(nobody, "none")),
                        new ApiMetrics(new SimpleMeterRegistry()),
                        new ApiConfig.Writing(Duration.ofSeconds(2), 1, false, Duration.ofHours(24)));
                var topic = writes.topic().await();
                var replaced = new Topic("the one that was there before", 3);

                var same = writes.write(DELETE, topic, TRACE, true).await();
                var other = writes.write(DELETE, replaced, TRACE, true).await();

                assertThat(same).isEqualTo(new Written.Accepted(5, Optional.empty()));
                assertThat(other)
                        .isInstanceOfSatisfying(
                                Written.Unknown.class,
                                unknown -> assertThat(unknown.id()).isEqualTo(5));
            }
        }
    }
}
