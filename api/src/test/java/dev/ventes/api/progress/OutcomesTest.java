package dev.ventes.api.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.Progress.Condition;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomesTest {
    private static final String TOPIC = "t1";

    private final Outcomes outcomes = new Outcomes();

    private static Progress applied(long epoch, long offset) {
        return new Progress.Applied(0, TOPIC, epoch, offset, 1);
    }

    private static Progress refused(long offset) {
        return new Progress.Refused(0, TOPIC, 1, List.of(new Progress.Refusal(offset, Condition.TAKEN)));
    }

    @Test
    void aWriteIsAppliedWhenProgressHasPassedIt() {
        var write = outcomes.take().at(TOPIC, 0, 7);

        outcomes.announce(applied(1, 6));
        assertThat(write).isNotDone();
        outcomes.announce(applied(1, 9));

        assertThat(write).isCompletedWithValue(new Outcome.Applied(1));
    }

    @Test
    void progressOfAnotherPartitionOrTopicSaysNothing() {
        var write = outcomes.take().at(TOPIC, 0, 7);

        outcomes.announce(new Progress.Applied(1, TOPIC, 1, 9, 1));

        assertThat(write).isNotDone();
    }

    @Test
    void aRefusalIsToldOnlyWhenProgressHasPassedIt() {
        var write = outcomes.take().at(TOPIC, 0, 7);

        outcomes.announce(refused(7));
        assertThat(write).isNotDone();
        outcomes.announce(applied(1, 7));

        assertThat(write).isCompletedWithValue(new Outcome.Refused(Condition.TAKEN));
    }

    @Test
    void anOutcomeThatComesBeforeTheAcknowledgementIsKept() {
        var ticket = outcomes.take();
        outcomes.announce(refused(7));
        outcomes.announce(new Progress.Rejected(0, TOPIC, 1, List.of(new Progress.Rejection(8, "odd"))));
        outcomes.announce(applied(1, 9));
        outcomes.take().close();

        assertThat(ticket.at(TOPIC, 0, 7)).isCompletedWithValue(new Outcome.Refused(Condition.TAKEN));
    }

    @Test
    void anOutcomeIsForgottenWhenNobodyCanAskForItAnyMore() {
        var ticket = outcomes.take();
        outcomes.announce(refused(7));
        ticket.close();
        var another = outcomes.take();
        outcomes.announce(applied(1, 9));

        assertThat(another.at(TOPIC, 0, 7)).isCompletedWithValue(new Outcome.Applied(1));
    }

    @Test
    void anOutcomeAmongThoseOfManyWritersReachesItsOwn() {
        var early = outcomes.take();
        var late = outcomes.take();
        outcomes.announce(refused(7));
        var third = outcomes.take();
        outcomes.announce(refused(8));
        var placed = third.at(TOPIC, 0, 8);
        early.close();
        outcomes.announce(applied(1, 9));

        assertThat(late.at(TOPIC, 0, 7)).isCompletedWithValue(new Outcome.Refused(Condition.TAKEN));
        assertThat(placed).isCompletedWithValue(new Outcome.Refused(Condition.TAKEN));
    }

    @Test
    void aTopicThatIsReplacedLosesWhoWaits() {
        var write = outcomes.take().at(TOPIC, 0, 7);

        outcomes.announce(applied(1, 3));
        outcomes.announce(new Progress.Applied(0, "t2", 2, 9, 1));

        assertThat(write).isCompletedWithValueMatching(Outcome.Lost.class::isInstance);
    }

    @Test
    void aLogThatIsCutLosesWhoWroteBeforeAndNobodyElse() {
        outcomes.announce(applied(1, 3));
        var acknowledged = outcomes.take().at(TOPIC, 0, 7);
        var underWay = outcomes.take();

        outcomes.announce(applied(2, 9));

        assertThat(acknowledged).isCompletedWithValueMatching(Outcome.Lost.class::isInstance);
        assertThat(underWay.at(TOPIC, 0, 8)).isCompletedWithValueMatching(Outcome.Lost.class::isInstance);
        var next = outcomes.take();
        outcomes.announce(applied(2, 10));
        assertThat(next.at(TOPIC, 0, 10)).isCompletedWithValue(new Outcome.Applied(2));
    }

    /** Progress had passed that place before anything was sent there: it tells of another record. */
    @Test
    void aLogThatWasCutUnnoticedTellsNothingOfWhatIsAppendedToIt() {
        outcomes.announce(applied(1, 9));

        var write = outcomes.take().at(TOPIC, 0, 7);

        assertThat(write).isCompletedWithValueMatching(Outcome.Lost.class::isInstance);
    }

    @Test
    void whoDoesNotWaitAnyMoreIsNotTold() {
        var ticket = outcomes.take();
        var write = ticket.at(TOPIC, 0, 7);
        ticket.close();

        outcomes.announce(applied(1, 9));

        assertThat(write).isNotDone();
    }

    @Test
    void firstSnapshotLastsUntilItIsComplete() {
        var first = new Progress.Generation(1, true, false, "ventes_1", "cluster", 1, 1, "topic", 0, 0, "9.1", null);

        assertThat(outcomes.firstSnapshot()).isFalse();
        outcomes.announce(first);
        assertThat(outcomes.firstSnapshot()).isTrue();
        outcomes.announce(first.at(true, 9, 9, "9.1"));
        assertThat(outcomes.firstSnapshot()).isFalse();
        outcomes.announce(
                new Progress.Generation(2, false, false, "ventes_2", "cluster", 1, 1, "topic", 0, 0, "9.1", null));
        assertThat(outcomes.firstSnapshot()).isFalse();
    }
}
