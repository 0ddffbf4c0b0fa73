package dev.ventes.core.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CountsTest {
    private final Random random = new Random(20101201);

    private Map<Integer, Long> someCounts() {
        var counts = new TreeMap<Integer, Long>();
        for (var i = random.nextInt(50); i > 0; i--) {
            var number = random.nextBoolean() ? random.nextInt(20) : random.nextInt();
            counts.merge(number, random.nextLong(400) - 100, CountsTest::unlessZero);
        }
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    private static Long unlessZero(Long count, Long more) {
        return count + more == 0 ? null : Long.valueOf(count + more);
    }

    @Test
    void sumsAndDifferencesAreThoseOfEachNumber() {
        for (var round = 0; round < 2_000; round++) {
            var some = someCounts();
            var others = someCounts();
            var sum = new TreeMap<>(some);
            others.forEach((number, count) -> sum.merge(number, count, CountsTest::unlessZero));

            assertThat(Counts.of(some).plus(Counts.of(others))).isEqualTo(Counts.of(sum));
            assertThat(Counts.of(sum).minus(Counts.of(others))).isEqualTo(Counts.of(some));
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        for (var round = 0; round < 2_000; round++) {
            var counts = Counts.of(someCounts());

            assertThat(Counts.read(counts.bytes())).isEqualTo(counts);
        }
        var extremes = Counts.of(Map.of(Integer.MIN_VALUE, Long.MIN_VALUE, 0, 1L, Integer.MAX_VALUE, Long.MAX_VALUE));
        assertThat(Counts.read(extremes.bytes())).isEqualTo(extremes);
        assertThat(Counts.read(new byte[0])).isEqualTo(Counts.NONE);
    }

    @Test
    void aNumberOfWhichNoneIsLeftIsGone() {
        var both = Counts.of(7).plus(Counts.of(9)).plus(Counts.of(9));

        assertThat(both.minus(Counts.of(9))).isEqualTo(Counts.of(Map.of(7, 1L, 9, 1L)));
        assertThat(both.minus(Counts.of(7))).isEqualTo(Counts.of(Map.of(9, 2L)));
        assertThat(both.minus(both)).isEqualTo(Counts.NONE);
    }
}
