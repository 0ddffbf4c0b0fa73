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
                new Progress.Applied(
                        3, TOPIC_ID, 1, 1042, 7, new Progress.Times(1_795_342_530_130L, 1_795_342_530_134L)),
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
                new Progress.Status(
                        "shop-1:9101",
                        1_795_342_530_123L,
                        2000,
                        "PostgreSQL is away",
                        new StatusReport.Connector(
                                StatusReport.State.FAILING,
                                7,
                                4,
                                12,
                                40,
                                new StatusReport.Timed(28, 0.25),
                                new StatusReport.Slot("ventes_4", "reserved", 16_777_216, 4096, 0.4))),
                new Progress.Status(
                        "shop-1:9102",
                        1,
                        2000,
                        null,
                        new StatusReport.Transformer(
                                StatusReport.State.WORKING,
                                List.of(0, 3),
                                40,
                                1,
                                0,
                                StatusReport.Timed.NOTHING,
                                StatusReport.Timed.NOTHING,
                                StatusReport.Timed.NOTHING,
                                StatusReport.Timed.NOTHING)),
                new Progress.Status(
                        "shop-1:9103", 1, 2000, null, new StatusReport.Api(StatusReport.State.WORKING, 5, 2, 1)),
                new Progress.Verified(1_795_342_530_123L, 2310, 42_481L, 0L, 0L, null),
                new Progress.Verified(1, 2, null, null, null, "PostgreSQL is away"),
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
        assertThat(ProgressJson.retracted(record(sent.key(), sent.value()))).isEmpty();
        var back = ProgressJson.retract("ventes.progress", 13, progress);
        assertThat(ProgressJson.retracted(record(back.key(), back.value()))).contains(progress.key());
        assertThat(ProgressJson.decode(record(back.key(), back.value()))).isEmpty();
    }

    @Test
    void recordsReadAsTheTopicsContractShowsThem() {
        var applied = ProgressJson.encode("t", 0, new Progress.Applied(3, TOPIC_ID, 1, 1042, 7));
        var term = ProgressJson.encode("t", 0, new Progress.Term(7));
        var api = new StatusReport.Api(StatusReport.State.WORKING, 5, 2, 1);
        var status = ProgressJson.encode("t", 0, new Progress.Status("shop-1:9103", 1, 2000, null, api));

        assertThat(new String(applied.key(), UTF_8)).isEqualTo("{\"kind\":\"applied\",\"partition\":3}");
        assertThat(new String(applied.value(), UTF_8))
                .isEqualTo("{\"partition\":3,\"topicId\":\"" + TOPIC_ID + "\",\"epoch\":1,\"offset\":1042,\"term\":7}");
        assertThat(new String(status.key(), UTF_8))
                .isEqualTo("{\"kind\":\"status\",\"service\":\"api\",\"instance\":\"shop-1:9103\"}");
        assertThat(new String(status.value(), UTF_8))
                .isEqualTo("{\"instance\":\"shop-1:9103\",\"since\":1,\"every\":2000,\"report\":"
                        + "{\"service\":\"api\",\"state\":\"WORKING\",\"requests\":5,\"writes\":2,\"streams\":1}}");
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
                "{\"kind\":\"status\",\"service\":\"later\"}|{\"instance\":\"i\",\"report\":{\"service\":\"later\"}}",
                "{\"kind\":\"status\",\"service\":\"api\"}|{\"instance\":\"i\",\"report\":{\"service\":\"api\",\"state\":\"LATER\"}}",
                "{\"kind\":\"status\",\"service\":\"api\"}|{\"instance\":\"i\"}",
                "{\"kind\":\"status\",\"service\":\"api\"}|{\"instance\":\"i\",\"report\":{\"service\":\"api\"}}",
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
