package dev.ventes.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.cli.doctor.Finding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockSkewTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private static List<Finding> judge(Duration theirs, Duration roundTrip) {
        return ClockSkew.judge("mongodb", NOW, NOW.plus(theirs), NOW.plus(roundTrip));
    }

    @Test
    void differenceThatTheRoundTripExplainsIsNone() {
        assertThat(judge(Duration.ofSeconds(6), Duration.ofSeconds(7))).isEmpty();
        assertThat(judge(Duration.ofMillis(900), Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void secondsAreARemark() {
        assertThat(judge(Duration.ofSeconds(-3), Duration.ZERO))
                .singleElement()
                .satisfies(remark -> assertThat(remark.kind()).isEqualTo(Kind.REMARK))
                .satisfies(remark ->
                        assertThat(remark.what()).isEqualTo("this machine's clock is 3.0 s ahead of its clock"));
    }

    @Test
    void moreThanTheFenceAllowsIsAFault() {
        assertThat(judge(Duration.ofSeconds(6), Duration.ofMillis(100)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.kind()).isEqualTo(Kind.FAULT))
                .satisfies(
                        fault -> assertThat(fault.what()).startsWith("this machine's clock is 5.9 s behind its clock"))
                .satisfies(fault -> assertThat(fault.mend()).startsWith("timedatectl set-ntp true"));
    }
}
