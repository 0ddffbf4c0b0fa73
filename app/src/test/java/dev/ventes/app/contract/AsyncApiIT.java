package dev.ventes.app.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.app.e2e.Observed;
import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.ProgressJson;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code asyncapi.yaml} says what is on the topics: every record of a system at work keeps it. */
class AsyncApiIT {
    private static final List<String> TOPICS =
            List.of("ventes.changes", "ventes.enriched", "ventes.rejected", "ventes.progress");
    private static final Map<String, String> BY_TYPE =
            Map.of(CloudEvent.ENRICHED, "Enriched", CloudEvent.MARK, "Mark", CloudEvent.REJECTED, "Rejected");
    private static final Map<String, String> BY_KIND = Map.of(
            "applied", "Applied",
            "refused", "RefusedWrites",
            "rejected", "RejectedRecords",
            "snapshot-wanted", "SnapshotWanted",
            "term", "Term",
            "generation", "Generation",
            "resync", "Resync",
            "status", "Status",
            "verified", "Verified");

    /** What somebody else wrote. */
    private static final byte[] GARBAGE = bytes("{no JSON");

    @TempDir
    Path folder;

    private final Set<String> seen = new HashSet<>();

    @Test
    void everyRecordIsAMessageOfTheContract() throws Exception {
        var messages =
                Specification.read("asyncapi.yaml").getJsonObject("components").getJsonObject("messages");
        try (var system = new Observed(folder)) {
            work(system);
            // Only a log that was cut has the transformer want a snapshot.
            var expected = new HashSet<>(messages.fieldNames());
            expected.remove("SnapshotWanted");
            await().atMost(Observed.SOON).untilAsserted(() -> {
                for (var topic : TOPICS) {
                    system.pipeline.records(topic).forEach(record -> check(record, messages));
                }
                assertThat(seen).containsAll(expected);
            });
        }
    }

    private static void work(Observed system) throws Exception {
        system.pipeline.sql(
                "insert into ventes (id, produit, quantite, prix_unitaire) values (900, null, null, 'NaN')",
                "insert into ventes (id, produit, quantite, prix_unitaire, date_vente) values (901, 'Vélo', 2, 9.90, 'infinity')",
                "update ventes set quantite = 3 where id = 901",
                "delete from ventes where id = 900",
                "alter table ventes add column remise numeric(5,2) default 1.50",
                "update ventes set remise = 2.5 where id = 901");
        var sale = "{\"produit\":\"Tente\",\"quantite\":1,\"prix_unitaire\":129.00,"
                + "\"date_vente\":\"2024-01-10T10:00:00Z\",\"vendeur\":{\"nom\":\"Zoé\"}}";
        var created = system.pipeline.send("POST", "/ventes", sale);
        var path = created.headers().firstValue("location").orElseThrow();
        system.pipeline.send("PUT", path, sale);
        system.pipeline.send("PATCH", path, "{\"quantite\":2,\"vendeur\":null}");
        system.pipeline.send("DELETE", path, null);
        system.pipeline.send("DELETE", path, null);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", system.pipeline.kafka()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("ventes.changes", bytes("no key"), GARBAGE))
                    .get();
            var wish = new Progress.Resync("again", 1, 1_000, null, Progress.Resync.Stage.WANTED, 0, null);
            producer.send(ProgressJson.encode("ventes.progress", System.currentTimeMillis(), wish))
                    .get();
            var found = new Progress.Verified(1_795_342_530_123L, 12, null, null, null, "PostgreSQL is away");
            producer.send(ProgressJson.encode("ventes.progress", System.currentTimeMillis(), found))
                    .get();
        }
        system.pipeline.sql(
                "truncate ventes",
                "insert into ventes (id, produit, quantite, prix_unitaire) values (902, 'Sac', 1, 5)");
        system.sale(902, "produit", "Sac");
    }

    private void check(ConsumerRecord<byte[], byte[]> record, JsonObject messages) {
        var progress = record.topic().endsWith(".progress");
        if (record.value() == null) {
            assertThat(record.topic()).as("a tombstone").matches(".*\\.(enriched|progress)");
            return;
        }
        if (record.topic().equals("ventes.changes") && Arrays.equals(record.value(), GARBAGE)) {
            return;
        }
        var where = record.topic() + " " + record.partition() + "/" + record.offset();
        var name = progress ? BY_KIND.get(new JsonObject(text(record.key())).getString("kind")) : ofType(record);
        var message = messages.getJsonObject(name);
        assertThat(message).as("%s is a %s", where, name).isNotNull();
        seen.add(name);
        if (!progress) {
            var headers = new JsonObject();
            record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
            keeps(message.getJsonObject("headers"), headers, where + "'s headers");
        }
        if (!message.getJsonObject("payload").isEmpty()) {
            keeps(message.getJsonObject("payload"), json(record, where), where);
        }
        var key = message.getJsonObject("bindings", new JsonObject()).getJsonObject("kafka", new JsonObject());
        if (record.key() != null && key.containsKey("key")) {
            keeps(key.getJsonObject("key"), new JsonObject(text(record.key())), where + "'s key");
        }
    }

    private static String ofType(ConsumerRecord<byte[], byte[]> record) {
        var type = CloudEvent.get(record.headers(), CloudEvent.TYPE).orElse("none");
        if (!type.equals(CloudEvent.CHANGE)) {
            return BY_TYPE.getOrDefault(type, type);
        }
        var api = CloudEvent.get(record.headers(), CloudEvent.SOURCE).orElse("").equals("/api");
        return api ? "ChangeOfApi" : "ChangeOfPostgres";
    }

    private static Object json(ConsumerRecord<byte[], byte[]> record, String where) {
        try {
            return Json.decodeValue(text(record.value()));
        } catch (DecodeException noJson) {
            throw new AssertionError(where + " is no JSON: " + text(record.value()), noJson);
        }
    }

    private static void keeps(JsonObject schema, Object value, String where) {
        var result = Specification.validator(schema).validate(value);
        assertThat(result.getValid())
                .as("%s: %s: %s", where, value, result.getErrors())
                .isTrue();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
