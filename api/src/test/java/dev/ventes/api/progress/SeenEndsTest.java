package dev.ventes.api.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeenEndsTest {
    private static final Instant TIME = Instant.parse("2026-11-23T10:00:00Z");

    private final Map<String, Long> applied = new HashMap<>();
    private final SeenEnds seen = new SeenEnds((topic, partition) -> applied.getOrDefault(topic + partition, -1L));

    private void saw(int second, long first, long other) {
        seen.add("t", TIME.plusSeconds(second), Map.of(0, first, 1, other));
    }

    private String asOf() {
        return seen.asOf().text().map(text -> text.substring(17)).orElse("unknown");
    }

    @Test
    void theViewIsAsFreshAsTheLastEndsThatItHasReachedEverywhere() {
        assertThat(asOf()).isEqualTo("unknown");
        saw(1, 5, 0);
        assertThat(asOf()).isEqualTo("unknown");
        applied.put("t0", 4L);
        assertThat(asOf()).isEqualTo("01Z");

        saw(2, 9, 3);
        saw(3, 9, 4);
        applied.put("t0", 20L);
        assertThat(asOf()).isEqualTo("01Z");
        applied.put("t1", 2L);
        assertThat(asOf()).isEqualTo("02Z");
        applied.put("t1", 3L);
        assertThat(asOf()).isEqualTo("03Z");
    }

    @Test
    void anEmptyLogIsInTheView() {
        saw(1, 0, 0);

        assertThat(asOf()).isEqualTo("01Z");
    }

    @Test
    void ofAnotherLogNothingIsKnown() {
        applied.putAll(Map.of("t0", 4L, "t1", 4L));
        saw(1, 5, 5);
        assertThat(asOf()).isEqualTo("01Z");

        seen.add("other", TIME.plusSeconds(2), Map.of(0, 1L, 1, 1L));
        assertThat(asOf()).isEqualTo("unknown");
        applied.putAll(Map.of("other0", 0L, "other1", 0L));
        assertThat(asOf()).isEqualTo("02Z");
    }

    @Test
    void aViewThatStandsStillForADayIsStillToldWhenItMoves() {
        for (var second = 1; second <= 100_000; second++) {
            saw(second, second, 0);
        }
        assertThat(asOf()).isEqualTo("unknown");

        applied.put("t0", 60_000L);
        assertThat(Instant.parse(seen.asOf().text().orElseThrow()))
                .isAfter(TIME.plusSeconds(50_000))
                .isBeforeOrEqualTo(TIME.plusSeconds(60_001));
    }
}
