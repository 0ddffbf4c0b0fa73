package dev.ventes.api;

import static dev.ventes.api.ApiFixture.LAPTOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.ChangeEncoder;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Expectation;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.SaleKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API does with writes while the log holds records that are old and not in the view. */
class LaggingViewIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration RETENTION = Duration.ofDays(4);

    @TempDir
    Path folder;

    private ApiFixture it;

    @BeforeEach
    void start() throws Exception {
        it = new ApiFixture(folder);
        retention(RETENTION.toMillis());
    }

    @AfterEach
    void stop() {
        it.close();
    }

    @Test
    void writesAreRefusedWhileTheViewIsBehindByHalfOfTheLogsRetention() throws Exception {
        it.transformer.store(Sales.document(5));
        it.transformer.hold();
        append(RETENTION.dividedBy(2).plusHours(1));

        await().atMost(PATIENCE).untilAsserted(() -> {
            var refused = it.put(5, LAPTOP);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.body())
                    .contains("\"type\":\"urn:problem-type:ventes:view-behind\"")
                    .contains("is behind the log by more than 48h");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("60");
        });
        assertThat(it.post(LAPTOP).statusCode()).isEqualTo(503);
        assertThat(it.delete(5).statusCode()).isEqualTo(503);
        assertThat(it.get("/ventes/5").statusCode()).isEqualTo(200);
        assertThat(it.get("/metrics").body())
                .contains("ventes_api_view_behind 1.0")
                .contains("ventes_api_writes_total{op=\"create\",outcome=\"behind\"} 1.0");
        assertThat(it.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(it.get("/health/ready").body()).contains("\"view\":\"DOWN");

        it.transformer.goOn();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(it.post(LAPTOP).statusCode()).isEqualTo(201));
        assertThat(it.get("/metrics").body()).contains("ventes_api_view_behind 0.0");
    }

    @Test
    void aLogThatIsKeptForEverAndOneThatIsYoungTakeWrites() throws Exception {
        it.transformer.hold();
        append(RETENTION.dividedBy(2).plusHours(1));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(it.post(LAPTOP).statusCode()).isEqualTo(503));

        retention(-1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(it.post(LAPTOP).statusCode()).isEqualTo(202));

        retention(RETENTION.toMillis());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(it.post(LAPTOP).statusCode()).isEqualTo(503));

        // The limit is now above the record's age.
        retention(RETENTION.plusHours(4).toMillis());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(it.post(LAPTOP).statusCode()).isEqualTo(202));
        it.transformer.goOn();
    }

    @Test
    void withoutTheLogTheLastAnswerStands() throws Exception {
        it.transformer.hold();
        append(RETENTION.dividedBy(2).plusHours(1));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(it.post(LAPTOP).statusCode()).isEqualTo(503));

        it.kafka.stop();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(it.get("/health/ready").body()).contains("\"kafka\":\"DOWN\""));

        assertThat(it.post(LAPTOP).body()).contains("view-behind");
        it.kafka.start();
        it.transformer.goOn();
    }

    /** A change of this age, by the log's clock. */
    private void append(Duration age) throws ExecutionException, InterruptedException {
        var stamp = Instant.now().minus(age);
        var change = new Change.FromApi(
                1, Op.DELETE, null, false, "an old one", stamp, new Expectation.Present(), Optional.empty());
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", it.kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            var value = ChangeEncoder.encode(change);
            var record = new ProducerRecord<>("ventes.changes", null, stamp.toEpochMilli(), SaleKey.of(1), value);
            CloudEvent.add(record.headers(), change.eventId(), "/api", CloudEvent.CHANGE, stamp);
            producer.send(record).get();
        }
    }

    private void retention(long millis) throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", it.kafka.bootstrapServers()))) {
            var topic = new ConfigResource(ConfigResource.Type.TOPIC, "ventes.changes");
            var set = new AlterConfigOp(
                    new ConfigEntry("retention.ms", String.valueOf(millis)), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
        }
    }
}
