package dev.ventes.transformer.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.log.Position;
import dev.ventes.core.topic.Progress;
import dev.ventes.transformer.fold.PartitionState;
import dev.ventes.transformer.publish.Enriched;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private final Findings findings = new Findings();

    @Test
    void highestPositionIsWhereTheViewStood() {
        add("log", 20, 4);
        add("log", 10, 3);

        assertThat(only(Map.of())).satisfies(state -> {
            assertThat(state.position(state.offset())).isEqualTo(new Position(1, 20));
            assertThat(state.topicId()).isEqualTo("log");
            assertThat(state.generation()).isEqualTo(4);
            assertThat(state.term()).isZero();
            assertThat(state.reading()).isFalse();
        });
    }

    @Test
    void whatWasAnnouncedBeyondItCounts() {
        add("log", 20, 4);

        var state = only(Map.of(0, new Progress.Applied(0, "log", 1, 25, 7)));

        assertThat(state.offset()).isEqualTo(25);
        assertThat(state.term()).isEqualTo(7);
        assertThat(state.generation()).isEqualTo(4);
    }

    @Test
    void announcementOfATransformerThatBeganFromNothingIsBelowIt() {
        add("log", 20, 4);

        var state = only(Map.of(0, new Progress.Applied(0, "log", 1, 2, 7)));

        assertThat(state.offset()).isEqualTo(20);
    }

    @Test
    void laterLogIsHigher() {
        add("old", 2000, 4);

        var state = only(Map.of(0, new Progress.Applied(0, "new", 2, 3, 7)));

        assertThat(state.position(state.offset())).isEqualTo(new Position(2, 3));
        assertThat(state.topicId()).isEqualTo("new");
    }

    @Test
    void partitionOfWhichNothingIsKnownBegins() {
        assertThat(only(Map.of())).isEqualTo(PartitionState.first(0, "now", 1, 0));
    }

    private PartitionState only(Map<Integer, Progress.Applied> applied) {
        return findings.states("now", 1, applied).getFirst();
    }

    private void add(String topicId, long offset, long generation) {
        findings.add(new Enriched(topicId, SiftingTest.sale(offset, false, generation), false));
    }
}
