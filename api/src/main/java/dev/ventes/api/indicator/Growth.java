package dev.ventes.api.indicator;

import dev.ventes.core.indicator.Figures;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** How much more, or less, revenue a period has than the one before. */
final class Growth {
    /** Of a share: a hundredth of a percent. */
    private static final int DIGITS = 4;

    private Growth() {}

    /**
     * As a share of the revenue before: 0.25 is a quarter more.
     *
     * @param before null where there was nothing
     * @return empty where there was no revenue before: nothing can be told as a share of it
     */
    static Optional<BigDecimal> of(Figures before, Figures now) {
        if (before == null) {
            return Optional.empty();
        }
        var was = revenue(before);
        return was.signum() == 0
                ? Optional.empty()
                : Optional.of(revenue(now).subtract(was).divide(was.abs(), DIGITS, RoundingMode.HALF_UP));
    }

    private static BigDecimal revenue(Figures figures) {
        return new Indicators(figures, 0).chiffreAffaires();
    }
}
