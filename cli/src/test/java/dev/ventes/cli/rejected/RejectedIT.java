package dev.ventes.cli.rejected;

import static dev.ventes.cli.RunningVentes.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.RunningVentes;
import dev.ventes.cli.WithVentes;
import dev.ventes.core.log.SaleKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithVentes.class)
class RejectedIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final byte[] FOREIGN_KEY = {(byte) 0xff, 1};

    private final RunningVentes ventes;

    RejectedIT(RunningVentes ventes) {
        this.ventes = ventes;
    }

    @AfterEach
    void nothingIsOpen() {
        ventes.run("rejected", "drop", "--all", "--note", "the test is over");
        assertThat(ventes.run("rejected", "list").exitCode()).isEqualTo(ExitCode.WELL);
    }

    @Test
    void openRecordsAreListedWithReasonAndOriginAndShownWithTheirBytes() throws Exception {
        send(1, FOREIGN_KEY, new byte[] {0, (byte) 0x80}, Map.of("from", "elsewhere"));
        send(null, SaleKey.of(4711), bytes("{\"source\":{\"connector\":\"ventes-api\"},\"op\":\"z\"}"), Map.of());

        var open = open(2);

        assertThat(open)
                .anySatisfy(line -> {
                    assertThat(line.get("origin").asText()).isEqualTo("unknown");
                    assertThat(line.get("key").asText()).isEqualTo("0xff01");
                    assertThat(line.get("partition").asInt()).isEqualTo(1);
                })
                .anySatisfy(line -> {
                    assertThat(line.get("origin").asText()).isEqualTo("api");
                    assertThat(line.get("reason").asText()).isEqualTo("unknown op \"z\"");
                });
        var foreign = place(open, "0xff01");
        assertThat(ventes.run("rejected", "show", foreign).out())
                .contains("original.from: elsewhere\n", "key    0xff01\n", "value  0x0080\n");
        var text = ventes.run("rejected", "list", "--reason", "unknown op").out();
        assertThat(text).contains("key {\"id\":4711}", "1 open.").doesNotContain("0xff01");
    }

    @Test
    void replayedRecordIsOnTheLogAgainAsItWasAndListedAnewIfItIsStillWrong() throws Exception {
        send(2, FOREIGN_KEY, bytes("no JSON"), Map.of("from", "elsewhere", "traceparent", "00-1-2-03"));
        var place = open(1).getFirst().get("place").asText();

        var said = ventes.run("rejected", "replay", place, "--json");

        assertThat(said.exitCode()).isEqualTo(ExitCode.WELL);
        assertThat(said.json().get("replayed")).singleElement().hasToString("\"" + place + "\"");
        var again = open(1).getFirst();
        assertThat(again.get("place").asText()).isNotEqualTo(place);
        var replayed =
                changes(again.get("partition").asInt(), again.get("offset").asLong());
        assertThat(replayed.partition()).isEqualTo(2);
        assertThat(replayed.key()).isEqualTo(FOREIGN_KEY);
        assertThat(replayed.value()).isEqualTo(bytes("no JSON"));
        assertThat(replayed.headers().toArray())
                .extracting(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder("from=elsewhere", "traceparent=00-1-2-03");
        assertThat(ventes.run("rejected", "replay", place).err()).contains("has been replayed or dropped already");
    }

    @Test
    void changeOfPostgresIsReplayedOnlyByForce() throws Exception {
        send(null, SaleKey.of(4712), bytes("{\"op\":\"z\"}"), Map.of("ce_term", "1"));
        open(1);

        var refused = ventes.run("rejected", "replay", "--all");

        assertThat(refused.exitCode()).isEqualTo(ExitCode.FOUND);
        assertThat(refused.out()).contains("may overwrite something newer", "0 replayed, 1 refused.");
        assertThat(ventes.run("rejected", "replay", "--reason", "unknown op", "--force")
                        .out())
                .contains("1 replayed, 0 refused.");
        open(1);
    }

    @Test
    void droppedRecordIsNoLongerListed() throws Exception {
        send(0, FOREIGN_KEY, bytes("rubbish"), Map.of());
        var place = open(1).getFirst().get("place").asText();

        assertThat(ventes.run("rejected", "drop", place).exitCode()).isEqualTo(ExitCode.WRONG);
        assertThat(ventes.run("rejected", "drop", place, "--note", "noise").out())
                .isEqualTo("1 dropped.\n");

        assertThat(ventes.run("rejected", "list").out()).isEqualTo("No rejected record is open.\n");
        assertThat(ventes.run("rejected", "show", place).exitCode()).isEqualTo(ExitCode.WELL);
    }

    @Test
    void wrongUseSaysWhatIsRight() {
        assertThat(ventes.run("rejected", "show", "17").err()).contains("must be partition/offset");
        assertThat(ventes.run("rejected", "show", "0/999999").err())
                .contains("there is no rejected record at 0/999999");
        assertThat(ventes.run("rejected", "replay").exitCode()).isEqualTo(ExitCode.WRONG);
        assertThat(ventes.run("rejected").exitCode()).isEqualTo(ExitCode.WRONG);
        assertThat(ventes.run("--help").out()).contains("doctor", "verify", "rejected", "Exit codes:");
    }

    private List<JsonNode> open(int count) {
        return await().atMost(SOON)
                .until(
                        () -> ventes.run("rejected", "list", "--json")
                                .out()
                                .lines()
                                .map(RejectedIT::json)
                                .toList(),
                        open -> open.size() == count);
    }

    private static String place(List<JsonNode> open, String key) {
        return open.stream()
                .filter(line -> line.get("key").asText().equals(key))
                .findFirst()
                .orElseThrow()
                .get("place")
                .asText();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(Integer partition, byte[] key, byte[] value, Map<String, String> headers) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", ventes.kafka()), new ByteArraySerializer(), new ByteArraySerializer())) {
            var record = new ProducerRecord<>("ventes.changes", partition, key, value);
            headers.forEach((name, text) -> record.headers().add(name, bytes(text)));
            producer.send(record).get();
        }
    }

    private ConsumerRecord<byte[], byte[]> changes(int partition, long offset) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", ventes.kafka()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var changes = new TopicPartition("ventes.changes", partition);
            consumer.assign(List.of(changes));
            consumer.seek(changes, offset);
            return consumer.poll(Duration.ofSeconds(10)).iterator().next();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
