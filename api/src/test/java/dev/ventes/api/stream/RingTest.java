package dev.ventes.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Position;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RingTest {
    private final Ring ring = new Ring(3, 1_000_000);
    private final Sequence sequence = new Sequence(Records.start(100), Records.LOG);
    private long offset = 100;

    private Place told(long position) {
        sequence.add(Records.sale(offset++, position, position));
        var told = sequence.tell(Map.of(0, new Position(1, position)));
        ring.append(told.stream().map(Event::new).toList(), sequence.place(), sequence.next());
        return sequence.place();
    }

    private void begin() {
        ring.restart(sequence.place(), sequence.next());
        ring.ready();
    }

    @Test
    void whoeverNeedsNothingThatWasDroppedGoesOnFromTheRing() {
        begin();
        var first = told(4);
        var second = told(5);
        told(6);
        told(8);
        var last = told(9);

        assertThat(ring.covers(first)).as("needs 5, which was dropped").isEmpty();
        assertThat(ring.covers(second)).hasValue(2);
        assertThat(ring.covers(last)).hasValue(5);
        assertThat(ring.from(0, 2, 10))
                .extracting(event -> event.at().position().offset())
                .containsExactly(6L, 8L, 9L);
        assertThat(ring.from(0, 1, 10)).isEmpty();
    }

    @Test
    void whatWasNotReadHereIsNotCovered() {
        begin();
        told(4);

        assertThat(ring.covers(Records.start(99))).isEmpty();
        assertThat(ring.covers(Records.start(100))).hasValue(0);
        assertThat(ring.covers(Place.at(8, List.of(100L), 1))).isEmpty();
    }

    @Test
    void nothingLeadsOverANewBeginning() {
        begin();
        var place = told(4);

        begin();

        assertThat(ring.head())
                .hasValueSatisfying(head -> assertThat(head.era()).isEqualTo(1));
        assertThat(ring.from(0, 0, 10)).isEmpty();
        assertThat(ring.covers(place)).hasValue(1);
        assertThat(ring.covers(Records.start(100))).isEmpty();
    }

    @Test
    void untilItIsReadyNobodyGoesOnFromIt() {
        ring.restart(sequence.place(), sequence.next());
        told(4);

        assertThat(ring.head()).isEmpty();
        assertThat(ring.covers(Records.start(100))).isEmpty();
    }

    @Test
    void itIsBoundedByBytesToo() {
        var small = new Ring(100, 2L * Records.sale(0, 1, 1).value().length);
        small.restart(sequence.place(), sequence.next());
        small.ready();
        for (var position = 1; position <= 3; position++) {
            sequence.add(Records.sale(offset++, position, position));
        }
        var told = sequence.tell(Map.of(0, new Position(1, 3)));

        small.append(told.stream().map(Event::new).toList(), sequence.place(), sequence.next());

        assertThat(small.covers(told.get(0).after())).hasValue(1);
        assertThat(small.covers(Records.start(100))).isEmpty();
    }
}
