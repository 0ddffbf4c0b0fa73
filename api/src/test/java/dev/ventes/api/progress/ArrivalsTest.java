package dev.ventes.api.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Position;
import dev.ventes.core.topic.Progress;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals();

    private void announce(int partition, long epoch, long offset) {
        arrivals.announce(new Progress.Applied(partition, "topic", epoch, offset, 1));
    }

    @Test
    void manyWaitForOnePlaceAndAreToldTogether() {
        var first = arrivals.at(0, new Position(1, 7));
        var second = arrivals.at(0, new Position(1, 7));
        var further = arrivals.at(0, new Position(1, 9));

        announce(0, 1, 6);
        announce(1, 1, 99);
        assertThat(first).isNotDone();
        announce(0, 1, 8);

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(further).isNotDone();
        assertThat(arrivals.at(0, new Position(1, 8))).isCompleted();
    }

    @Test
    void whatBelongsToAnOlderLogIsPassed() {
        var old = arrivals.at(0, new Position(1, 500));
        var young = arrivals.at(0, new Position(2, 3));

        announce(0, 2, 1);

        assertThat(old).isCompleted();
        assertThat(young).isNotDone();
        assertThat(arrivals.at(0, new Position(1, 999))).isCompleted();
    }

    @Test
    void nothingIsKeptOfPartitionsThatNobodyWaitsForAnyMore() {
        for (var partition = 0; partition < 1_000; partition++) {
            arrivals.at(partition, new Position(1, 7)).cancel(false);
        }
        var arrived = arrivals.at(0, new Position(1, 7));
        announce(0, 1, 7);

        assertThat(arrived).isCompleted();
        assertThat(arrivals.partitions()).isZero();
    }

    @Test
    void whoGivesUpMakesRoom() {
        for (var i = 0; i < Arrivals.MOST; i++) {
            arrivals.at(0, new Position(1, 7)).cancel(false);
        }
        var waiting = arrivals.at(0, new Position(1, 7));
        assertThat(waiting).isNotDone();

        for (var i = 1; i < Arrivals.MOST; i++) {
            var unused = arrivals.at(0, new Position(1, i));
        }
        assertThat(arrivals.at(0, new Position(1, 7))).isCompletedExceptionally();
        announce(0, 1, Arrivals.MOST);
        assertThat(waiting).isCompleted();
        assertThat(arrivals.at(0, new Position(2, 1))).isNotDone();
    }
}
