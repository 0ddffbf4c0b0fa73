package dev.ventes.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicationTest {
    @Test
    void ofOneBrokerNothingCanBeAsked() {
        assertThat(new Replication("t", 3, 1, 1, List.of(1)).findings("k:9092")).isEmpty();
    }

    @Test
    void threeCopiesOfWhichTwoMustAnswerAreFine() {
        assertThat(new Replication("t", 3, 3, 2, List.of(1, 2, 3, 4)).findings("k:9092"))
                .isEmpty();
    }

    @Test
    void oneCopyWhereThereCouldBeMoreIsAFaultWithTheReassignment() {
        assertThat(new Replication("t", 2, 1, 1, List.of(1, 2, 3)).findings("k:9092"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.mend())
                        .isEqualTo("echo '{\"version\":1,\"partitions\":["
                                + "{\"topic\":\"t\",\"partition\":0,\"replicas\":[1,2,3]},"
                                + "{\"topic\":\"t\",\"partition\":1,\"replicas\":[2,3,1]}]}' > t.json"
                                + " && kafka-reassign-partitions.sh --bootstrap-server k:9092"
                                + " --reassignment-json-file t.json --execute"));
    }

    @Test
    void acknowledgementByOneAloneAndByAllAreFaults() {
        assertThat(new Replication("t", 2, 3, 1, List.of(1, 2, 3)).findings("k:9092"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.what()).endsWith("lost with it"));
        assertThat(new Replication("t", 2, 3, 3, List.of(1, 2, 3)).findings("k:9092"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.mend()).endsWith("min.insync.replicas=2"));
    }
}
