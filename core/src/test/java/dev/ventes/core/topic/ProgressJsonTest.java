package dev.ventes.core.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProgressJsonTest {
    private static final String TOPIC_ID = "Zr3Qp1yUQ4m8m1mD0s1u2g";

    static Stream<Progress> everyKindSurvivesTheTopic() {
        return Stream.of(
                new Progress.Applied(3, TOPIC_ID, 1, 1042, 7),
                new Progress.Refused(
                        3,
                        TOPIC_ID,
                        1,
                        Stream.of(Progress.Condition.values())
                                .map(condition -> new Progress.Refusal(1040, condition))
                                .toList()),
                new Progress.Rejected(3, TOPIC_ID, 1, List.of(new Progress.Rejection(1043, "unknown op \"z\""))),
                new Progress.SnapshotWanted(3, TOPIC_ID, 2, "the topic was created anew"),
                new Progress.Term(7),
                new Progress.Generation(
                        4,
                        false,
                        true,
                        "ventes_4",
                        "7519",
                        1,
                        16_389,
                        TOPIC_ID,
                        30_404_704,
                        30_404_000,
                        "16402",
                        "standby_1"));
    }

    @ParameterizedTest
    @MethodSource
    void everyKindSurvivesTheTopic(Progress progress) {
        var sent = ProgressJson.encode("ventes.progress", 12, progress);

        assertThat(sent.topic()).isEqualTo("ventes.progress");
        assertThat(sent.partition()).isZero();
        assertThat(sent.timestamp()).isEqualTo(12);
        assertThat(ProgressJson.decode(record(sent.key(), sent.value()))).contains(progress);
    }

    @Test
    void recordsReadAsTheTopicsContractShowsThem() {
        var applied = ProgressJson.encode("t", 0, new Progress.Applied(3, TOPIC_ID, 1, 1042, 7));
        var term = ProgressJson.encode("t", 0, new Progress.Term(7));

        assertThat(new String(applied.key(), UTF_8)).isEqualTo("{\"kind\":\"applied\",\"partition\":3}");
        assertThat(new String(applied.value(), UTF_8))
                .isEqualTo("{\"partition\":3,\"topicId\":\"" + TOPIC_ID + "\",\"epoch\":1,\"offset\":1042,\"term\":7}");
        assertThat(new String(term.key(), UTF_8)).isEqualTo("{\"kind\":\"term\"}");
        assertThat(new String(term.value(), UTF_8)).isEqualTo("{\"term\":7}");
    }

    @Test
    void fieldsOfALaterVersionArePassedOver() {
        assertThat(ProgressJson.decode(record("{\"kind\":\"term\",\"x\":1}", "{\"term\":7,\"y\":2}")))
                .contains(new Progress.Term(7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"kind\":\"later\"}|{}",
                "{}|{}",
                "null|{}",
                "nonsense|{}",
                "{\"kind\":\"term\"}|null",
                "{\"kind\":\"term\"}|nonsense",
                "{\"kind\":\"term\"}|[]",
                "{\"kind\":\"refused\",\"partition\":1}|{\"partition\":1}",
                "{\"kind\":\"refused\",\"partition\":1}|{\"refusals\":[{\"offset\":1,\"condition\":\"LATER\"}]}",
                "{\"kind\":\"term\"}|",
                "|{}"
            })
    void whatIsNotUnderstoodIsPassedOver(String key, String value) {
        assertThat(ProgressJson.decode(record(key, value))).isEmpty();
    }

    @Test
    void emptyBytesArePassedOver() {
        assertThat(ProgressJson.decode(record("", ""))).isEmpty();
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, String value) {
        return record(key == null ? null : key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] key, byte[] value) {
        return new ConsumerRecord<>("ventes.progress", 0, 0, key, value);
    }
}
