package dev.ventes.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SequenceTest {
    private final Sequence sequence = new Sequence(Records.start(100), Records.LOG);
    private long offset = 100;

    private void published(long... positions) {
        for (var position : positions) {
            sequence.add(Records.sale(offset++, position, position));
        }
    }

    private static Map<Integer, Position> applied(long position) {
        return Map.of(0, new Position(1, position));
    }

    private static List<Long> positions(List<Sequence.Told> told) {
        return told.stream()
                .map(one -> one.published().at().position().offset())
                .toList();
    }

    @Test
    void aRecordWaitsUntilTheViewHasAppliedIt() {
        published(4, 5, 6);

        assertThat(sequence.tells(applied(3))).isFalse();
        assertThat(sequence.tells(applied(5))).isTrue();
        assertThat(positions(sequence.tell(applied(5)))).containsExactly(4L, 5L);
        assertThat(positions(sequence.tell(applied(6)))).containsExactly(6L);
    }

    @Test
    void aBatchThatIsPublishedAgainIsToldOnce() {
        published(4, 5, 6, 4, 5, 6);

        assertThat(positions(sequence.tell(applied(6)))).containsExactly(4L, 5L, 6L);
        published(5, 6, 7);
        assertThat(positions(sequence.tell(applied(7)))).containsExactly(7L);
    }

    @Test
    void whatTheFirstTimeHadHolesIsToldInTheOrderOfTheLog() {
        published(6, 8);
        published(4, 5, 6, 7, 8);

        assertThat(positions(sequence.tell(applied(8)))).containsExactly(4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void salesThatOneMarkRemovedAreToldOneByOne() {
        for (var id = 1; id <= 3; id++) {
            sequence.add(Records.sale(offset++, 9, id));
            sequence.add(Records.tombstone(offset++, id));
        }

        var told = sequence.tell(applied(9));

        assertThat(told).extracting(one -> one.published().at().id()).containsExactly(1L, 2L, 3L);
        assertThat(told)
                .extracting(one -> one.after().seen().getFirst())
                .containsExactly(
                        new Point(new Position(1, 9), 1),
                        new Point(new Position(1, 9), 2),
                        Point.past(new Position(1, 9)));
    }

    @Test
    void whoeverComesBackWithAnyPlaceMissesNothingAndSeesNothingTwice() {
        var records = new ArrayList<>(List.of(6L, 8L, 4L, 5L, 6L, 7L, 8L, 4L, 5L, 6L, 7L, 8L, 9L, 10L));
        var all = new Sequence(Records.start(0), Records.LOG);
        for (var i = 0; i < records.size(); i++) {
            all.add(Records.sale(i, records.get(i), records.get(i)));
        }
        // In three steps, as the view went on.
        var told = new ArrayList<>(all.tell(applied(5)));
        told.addAll(all.tell(applied(8)));
        told.addAll(all.tell(applied(10)));
        assertThat(positions(told)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L);

        for (var i = 0; i < told.size(); i++) {
            var place = Place.parse(told.get(i).after().text()).orElseThrow();
            var again = new Sequence(place, Records.LOG);
            for (var from = place.offsets().getFirst().intValue(); from < records.size(); from++) {
                again.add(Records.sale(from, records.get(from), records.get(from)));
            }
            assertThat(positions(again.tell(applied(10))))
                    .containsExactlyElementsOf(positions(told.subList(i + 1, told.size())));
        }
    }

    @Test
    void whereManyWaitTheFirstAreToldAndTheRestStillIsPutInOrder() {
        published(4, 5, 6, 7, 9);

        var first = sequence.tellAllBut(2);
        published(8, 9, 10);

        assertThat(positions(first)).containsExactly(4L, 5L, 6L);
        assertThat(positions(sequence.tell(applied(10)))).containsExactly(7L, 8L, 9L, 10L);
    }

    @Test
    void recordsThatWereCompactedAwayAreMissed() {
        published(4);

        assertThat(sequence.whole()).containsExactly(100L);

        sequence.add(Records.sale(offset + 1, 6, 6));
        sequence.add(Records.sale(offset + 2, 7, 7));

        assertThat(sequence.whole()).containsExactly(offset + 1);
    }

    @Test
    void whatWasPublishedFromAnotherLogIsPassedOver() {
        sequence.add(Records.record(100, "another", 4, 4, "{}"));

        assertThat(sequence.size()).isZero();
        assertThat(sequence.next()).containsExactly(101L);
    }
}
