package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Servers;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /pipeline} of a system at work, which is broken in one way after the other and mended. */
class PipelineIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private KillableTransformer transformer;

    @Test
    void thePictureShowsWhoIsThereWhatIsWrongAndThatItIsMended() throws Exception {
        transformer = new KillableTransformer(folder);
        var passwords = Passwords.keptIn(folder);
        try (var servers = Servers.start(folder, Servers.Ports.FREE, passwords);
                var pipeline = new Pipeline(Endpoints.of(servers, passwords), this::launch)) {
            await().atMost(SOON).until(() -> pipeline.view().size() == 4);
            allIsWell(pipeline);
            aStandbyIsShownAndGoesInGoodOrder(pipeline);
            aKilledTransformerIsMissedUntilItIsBack(pipeline);
            aRejectedRecordIsShownWithItsReason(pipeline);
            aVerificationIsShown(pipeline);
            theRestIsToldWithoutKafka(pipeline, servers);
        }
    }

    private Pipeline.Running launch(String service, Map<String, String> environment) throws Exception {
        var own = new HashMap<>(environment);
        own.put("VENTES_MANAGEMENT_STATUS_INTERVAL", "200ms");
        own.put("VENTES_MANAGEMENT_INSTANCE", service + "-" + environment.getOrDefault("INSTANCE", "1"));
        own.remove("INSTANCE");
        return transformer.launch(service, own);
    }

    private static void allIsWell(Pipeline pipeline) throws Exception {
        pipeline.sql("update ventes set quantite = quantite + 1");
        shows(pipeline, picture -> {
            assertThat(picture.getString("state")).as(picture.encode()).isEqualTo("ok");
            var connector = only(picture, "connectors");
            assertThat(connector.getString("instance")).isEqualTo("connector-1");
            assertThat(connector.getString("state")).isEqualTo("leading");
            assertThat(connector.getLong("changes")).isEqualTo(8);
            assertThat(connector.getJsonObject("snapshot"))
                    .isEqualTo(new JsonObject().put("complete", true).put("rows", 4));
            assertThat(connector.getJsonObject("slot").getString("state")).isEqualTo("reserved");
            assertThat(connector.getJsonObject("slot").getString("name"))
                    .isEqualTo("ventes_" + connector.getLong("generation"));
            var transformer = only(picture, "transformers");
            assertThat(transformer.getString("state")).isEqualTo("working");
            assertThat(transformer.getLong("applied")).isEqualTo(8);
            assertThat(transformer.getJsonArray("partitions")).hasSize(6);
            assertThat(only(picture, "apis").getLong("requests")).isPositive();
            var log = picture.getJsonObject("log");
            assertThat(log.getJsonArray("partitions")).hasSize(6);
            assertThat(log.getLong("lag")).isZero();
            assertThat(picture.getJsonObject("view").getLong("sales")).isEqualTo(4);
            assertThat(picture.getJsonObject("rejected").getLong("total")).isZero();
            assertThat(picture.getValue("verification")).isNull();
        });
    }

    private static void aStandbyIsShownAndGoesInGoodOrder(Pipeline pipeline) throws Exception {
        var standby = pipeline.launchAnother("connector", Map.of("INSTANCE", "2", "VENTES_MANAGEMENT_PORT", "0"));
        shows(
                pipeline,
                picture -> assertThat(states(picture, "connectors"))
                        .isEqualTo(Map.of("connector-1", "leading", "connector-2", "standby")));

        standby.stop();
        shows(
                pipeline,
                picture -> assertThat(states(picture, "connectors")).isEqualTo(Map.of("connector-1", "leading")));
        assertThat(picture(pipeline).getString("state")).isEqualTo("ok");
    }

    private void aKilledTransformerIsMissedUntilItIsBack(Pipeline pipeline) throws Exception {
        transformer.kill();
        pipeline.sql("update ventes set quantite = quantite + 1");
        shows(pipeline, picture -> {
            assertThat(picture.getString("state")).isEqualTo("down");
            var fault = picture.getJsonArray("faults").getJsonObject(0);
            assertThat(fault.getString("code")).isEqualTo("transformer-down");
            assertThat(fault.getString("about")).isEqualTo("transformer-1");
            assertThat(fault.getString("do")).contains("docker compose up -d transformer");
            assertThat(states(picture, "transformers")).isEqualTo(Map.of("transformer-1", "gone"));
            assertThat(picture.getJsonObject("log").getLong("lag")).isEqualTo(4);
        });

        pipeline.launch("transformer");
        shows(pipeline, picture -> {
            assertThat(picture.getString("state")).as(picture.encode()).isEqualTo("ok");
            assertThat(picture.getJsonObject("log").getLong("lag")).isZero();
            assertThat(only(picture, "transformers").getString("state")).isEqualTo("working");
        });
    }

    private static void aRejectedRecordIsShownWithItsReason(Pipeline pipeline) throws Exception {
        pipeline.write(new ProducerRecord<>("ventes.changes", bytes("{\"id\":7}"), bytes("{\"op\":\"z\"}")));
        shows(pipeline, picture -> {
            assertThat(picture.getString("state")).isEqualTo("degraded");
            assertThat(codes(picture)).containsExactly("rejected");
            var rejected = picture.getJsonObject("rejected");
            assertThat(rejected.getLong("total")).isEqualTo(1);
            var record = rejected.getJsonArray("records").getJsonObject(0);
            assertThat(record.getLong("id")).isEqualTo(7);
            assertThat(record.getString("reason")).isEqualTo("unknown op \"z\"");
            assertThat(record.getString("origin")).isEqualTo("unknown");
            assertThat(record.getValue("done")).isNull();
        });
    }

    private static void aVerificationIsShown(Pipeline pipeline) throws Exception {
        pipeline.launch("verifier");
        shows(pipeline, picture -> {
            var verification = picture.getJsonObject("verification");
            assertThat(verification).isNotNull();
            assertThat(verification.getLong("rows")).isEqualTo(4);
            assertThat(verification.getLong("differing")).isZero();
            assertThat(verification.getValue("fault")).isNull();
        });
        pipeline.stop("verifier");
        var found = new Progress.Verified(System.currentTimeMillis(), 7, 4L, 2L, 0L, null);
        pipeline.write(ProgressJson.encode("ventes.progress", System.currentTimeMillis(), found));
        shows(pipeline, picture -> {
            assertThat(picture.getString("state")).isEqualTo("down");
            assertThat(codes(picture)).containsExactly("verification-differs", "rejected");
        });
    }

    private static void theRestIsToldWithoutKafka(Pipeline pipeline, Servers servers) throws Exception {
        servers.kafka().stop();
        try {
            shows(pipeline, picture -> {
                assertThat(codes(picture)).startsWith("kafka-unreachable").doesNotContain("transformer-down");
                assertThat(states(picture, "transformers")).isEqualTo(Map.of("transformer-1", "working"));
                assertThat(picture.getJsonObject("view").getLong("sales")).isEqualTo(4);
                assertThat(picture.getJsonObject("rejected").getLong("total")).isEqualTo(1);
            });
        } finally {
            servers.kafka().start();
        }
        shows(pipeline, picture -> {
            assertThat(codes(picture)).containsExactly("verification-differs", "rejected");
            assertThat(only(picture, "connectors").getString("state")).isEqualTo("leading");
        });
    }

    private static void shows(Pipeline pipeline, Consumer<JsonObject> expected) {
        await().atMost(SOON).untilAsserted(() -> expected.accept(picture(pipeline)));
    }

    private static JsonObject picture(Pipeline pipeline) throws Exception {
        var answer = pipeline.get("/pipeline");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static JsonObject only(JsonObject picture, String service) {
        assertThat(picture.getJsonArray(service)).hasSize(1);
        return picture.getJsonArray(service).getJsonObject(0);
    }

    private static Map<String, String> states(JsonObject picture, String service) {
        var states = new HashMap<String, String>();
        picture.getJsonArray(service).stream()
                .map(JsonObject.class::cast)
                .forEach(one -> states.put(one.getString("instance"), one.getString("state")));
        return states;
    }

    private static List<String> codes(JsonObject picture) {
        return picture.getJsonArray("faults").stream()
                .map(JsonObject.class::cast)
                .map(fault -> fault.getString("code"))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
