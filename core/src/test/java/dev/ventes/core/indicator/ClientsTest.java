package dev.ventes.core.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClientsTest {
    private final Random random = new Random(20101201);

    private Map<Integer, Integer> someCounts() {
        var counts = new TreeMap<Integer, Integer>();
        for (var i = random.nextInt(50); i > 0; i--) {
            var number = random.nextBoolean() ? random.nextInt(20) : random.nextInt(Integer.MAX_VALUE);
            counts.merge(number, random.nextInt(400) - 100, ClientsTest::unlessZero);
        }
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    private static Integer unlessZero(Integer count, Integer more) {
        return count + more == 0 ? null : Integer.valueOf(count + more);
    }

    @Test
    void sumsAndDifferencesAreThoseOfEachClient() {
        for (var round = 0; round < 2_000; round++) {
            var some = someCounts();
            var others = someCounts();
            var sum = new TreeMap<>(some);
            others.forEach((number, count) -> sum.merge(number, count, ClientsTest::unlessZero));

            assertThat(Clients.of(some).plus(Clients.of(others))).isEqualTo(Clients.of(sum));
            assertThat(Clients.of(sum).minus(Clients.of(others))).isEqualTo(Clients.of(some));
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        for (var round = 0; round < 2_000; round++) {
            var clients = Clients.of(someCounts());

            assertThat(Clients.read(clients.bytes())).isEqualTo(clients);
        }
        var extremes = Clients.of(Map.of(0, Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
        assertThat(Clients.read(extremes.bytes())).isEqualTo(extremes);
        assertThat(Clients.read(new byte[0])).isEqualTo(Clients.NONE);
    }

    @Test
    void whoHasNoSaleLeftIsGone() {
        var both = Clients.of(7).plus(Clients.of(9)).plus(Clients.of(9));

        assertThat(both.numbers().toArray()).containsExactly(7, 9);
        assertThat(both.minus(Clients.of(9)).minus(Clients.of(7)).numbers().toArray())
                .containsExactly(9);
        assertThat(both.minus(both)).isEqualTo(Clients.NONE);
    }
}
