package dev.ventes.core.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SketchTest {
    private final Random random = new Random(20101201);

    private static Sketch of(List<BigDecimal> amounts) {
        return amounts.stream().map(Sketch::of).reduce(Sketch.NONE, Sketch::plus);
    }

    /** From a tenth of a cent to a billion, some of them negative, and zeros. */
    private List<BigDecimal> amounts(int count) {
        var amounts = new ArrayList<BigDecimal>();
        while (amounts.size() < count) {
            var size = BigDecimal.valueOf(1 + random.nextInt(10_000), random.nextInt(13) - 5);
            amounts.add(
                    switch (random.nextInt(10)) {
                        case 0 -> size.negate();
                        case 1 -> BigDecimal.ZERO;
                        default -> size;
                    });
        }
        return amounts;
    }

    @Test
    void theMedianIsTrueToWithinOnePerCent() {
        for (var round = 0; round < 200; round++) {
            var amounts = amounts(1 + random.nextInt(300));
            amounts.sort(Comparator.naturalOrder());
            var median = amounts.get((amounts.size() - 1) / 2).doubleValue();

            assertThat(of(amounts).median().orElseThrow())
                    .isCloseTo(median, within(Math.abs(median) * Sketch.PRECISION));
        }
    }

    @Test
    void whatWasPutInCanBeTakenOutAgain() {
        var all = amounts(500);
        var some = of(all.subList(0, 200));

        assertThat(of(all).minus(of(all.subList(200, 500)))).isEqualTo(some);
        assertThat(some.minus(some)).isEqualTo(Sketch.NONE);
        assertThat(Sketch.NONE.median()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E-300", "1E-30", "0.01", "1", "1.00", "99999999.99", "1E+30", "-2E+400"})
    void anAmountOfAnySizeHasItsBin(String amount) {
        var sketch = Sketch.of(new BigDecimal(amount));

        assertThat(sketch.bins().size()).isEqualTo(1);
        assertThat(Integer.signum(sketch.bins().middle().orElseThrow())).isEqualTo(new BigDecimal(amount).signum());
    }
}
