package dev.ventes.api.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.StatusReport;
import dev.ventes.core.topic.StatusReport.State;
import dev.ventes.core.topic.StatusReport.Timed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusesTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final long EVERY = 2000;

    private Instant now = START;
    private final Statuses statuses = new Statuses(() -> now);

    @BeforeEach
    void itself() {
        statuses.itself("a");
    }

    @Test
    void whoIsSilentForFiveOfOurOwnRoundsIsGoneAndComesBack() {
        hear(transformer("t", 0));
        rounds(4);
        assertThat(gone("t")).isFalse();

        rounds(1);
        assertThat(gone("t")).isTrue();
        assertThat(statuses.hearsItself()).isTrue();

        hear(transformer("t", 0));
        assertThat(gone("t")).isFalse();
    }

    @Test
    void anOutageOfKafkaMakesNobodyGone() {
        hear(transformer("t", 0));
        rounds(1);

        pass(Duration.ofMinutes(5));
        assertThat(statuses.hearsItself()).isFalse();
        assertThat(gone("t")).isFalse();

        rounds(1);
        hear(transformer("t", 0));
        rounds(4);
        assertThat(gone("t")).isFalse();
    }

    @Test
    void whoSaysAnotherTimeIsMeasuredByIt() {
        statuses.said(new Progress.Status("slow", 0, 5 * EVERY, null, api()), now, true);
        rounds(24);
        assertThat(gone("slow")).isFalse();
        rounds(1);
        assertThat(gone("slow")).isTrue();
    }

    @Test
    void whoWasSilentForLongBeforeWeCameIsGone() {
        statuses.said(transformer("old", 0), now.minusSeconds(11), false);
        statuses.said(transformer("new", 0), now.minusSeconds(9), false);

        assertThat(gone("old")).isTrue();
        assertThat(gone("new")).isFalse();
        assertThat(statuses.instances())
                .extracting(known -> known.seen())
                .containsExactly(START.minusSeconds(9), START.minusSeconds(11));
    }

    @Test
    void aWrongClockMakesNobodyGoneAndNobodyFromTheFuture() {
        statuses.said(transformer("behind", 0), now.minusSeconds(3600), true);
        statuses.said(transformer("ahead", 0), now.plusSeconds(3600), false);

        assertThat(statuses.instances()).allSatisfy(known -> {
            assertThat(known.gone()).isFalse();
            assertThat(known.seen()).isEqualTo(START);
        });
    }

    @Test
    void whoTakesTheStatusBackIsNotThere() {
        hear(transformer("t", 0));
        statuses.retracted(transformer("t", 0).key());

        assertThat(statuses.instances()).isEmpty();
    }

    @Test
    void theGoneAreForgottenAfterAnHour() {
        hear(transformer("t", 0));
        rounds(5);
        assertThat(statuses.forgotten()).isEmpty();

        pass(Duration.ofHours(1));
        assertThat(statuses.forgotten()).singleElement().isEqualTo(transformer("t", 0));
    }

    @Test
    void aChangeOfHandsIsNotLeaderlessAndWhatLastsIs() {
        hear(connector("c", State.LEADING));
        rounds(4);
        assertThat(statuses.leaderless()).isEmpty();
        rounds(2);
        assertThat(statuses.leaderless()).isEqualTo(Optional.of(Duration.ofSeconds(12)));

        hear(connector("d", State.LEADING));
        assertThat(statuses.leaderless()).isEmpty();
    }

    @Test
    void ratesAreOfTheLastSecondsByTheInstancesOwnClock() {
        // 100 in a second, and a clock that is an hour behind; what was before the window does not count.
        for (var second = 0; second <= 20; second += 2) {
            var applied = second < 8 ? 0 : 100L * (second - 8);
            statuses.said(transformer("t", applied), START.minusSeconds(3600).plusSeconds(second), true);
        }

        var pace = statuses.instances().getFirst().pace();
        assertThat(pace.rate(report -> ((StatusReport.Transformer) report).applied()))
                .isEqualTo(100);
        assertThat(pace.mean(report -> ((StatusReport.Transformer) report).apply()))
                .isEqualTo(3);
        assertThat(pace.mean(report -> ((StatusReport.Transformer) report).publish()))
                .isNull();
    }

    @Test
    void whoWasStartedAgainCountsFromNothing() {
        statuses.said(transformer("t", 1_000_000), now, true);
        statuses.said(
                new Progress.Status("t", 1, EVERY, null, transformer("t", 5).report()), now.plusSeconds(2), true);

        var pace = statuses.instances().getFirst().pace();
        assertThat(pace.rate(report -> ((StatusReport.Transformer) report).applied()))
                .isZero();
        assertThat(pace.mean(report -> ((StatusReport.Transformer) report).apply()))
                .isNull();
    }

    private void rounds(int count) {
        for (var i = 0; i < count; i++) {
            pass(Duration.ofMillis(EVERY));
            hear(new Progress.Status("a", 0, EVERY, null, api()));
        }
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private void hear(Progress said) {
        statuses.said(said, now, true);
    }

    private boolean gone(String instance) {
        return statuses.instances().stream()
                .filter(known -> known.status().instance().equals(instance))
                .findAny()
                .orElseThrow()
                .gone();
    }

    private static StatusReport api() {
        return new StatusReport.Api(State.WORKING, 0, 0, 0);
    }

    private static Progress.Status transformer(String instance, long applied) {
        var report = new StatusReport.Transformer(
                State.WORKING,
                List.of(0),
                applied,
                0,
                0,
                Timed.NOTHING,
                Timed.NOTHING,
                new Timed(applied, applied * 0.003),
                Timed.NOTHING);
        return new Progress.Status(instance, 0, EVERY, null, report);
    }

    private static Progress.Status connector(String instance, State state) {
        return new Progress.Status(
                instance, 0, EVERY, null, new StatusReport.Connector(state, 1, 1, 0, 0, Timed.NOTHING, null));
    }
}
