package dev.ventes.core.indicator;

import java.math.BigDecimal;
import java.util.OptionalDouble;

/**
 * How many amounts there are of about which size. Any quantile can be told from it to within 1 % of its value, however
 * many amounts there are, and what was put in can be taken out again. Immutable.
 *
 * <p>The bins are those of DDSketch (Masson, Rim and Lee, 2019): each is nearly a fiftieth wider than the one before it.
 *
 * @param bins how many amounts each bin has, none of them 0; ascending bins are ascending amounts, and bin 0 is nothing
 *     but 0
 */
public record Sketch(Counts bins) {
    /** How far a quantile may be from the true one, relative to it. */
    public static final double PRECISION = 0.01;

    public static final Sketch NONE = new Sketch(Counts.NONE);

    /** Of the bins alone: who tells a quantile in few digits rounds it, too. */
    private static final double OF_BINS = 0.009;

    private static final double GAMMA = (1 + OF_BINS) / (1 - OF_BINS);
    private static final double LOG_GAMMA = StrictMath.log(GAMMA);

    /** The bin of 1; further from 0 than the logarithm of any amount. */
    private static final int ONE = 100_000;

    static Sketch of(BigDecimal amount) {
        return new Sketch(Counts.of(bin(amount)));
    }

    /** The same on every machine: what one has put in, another must take out of the same bin. */
    private static int bin(BigDecimal amount) {
        if (amount.signum() == 0) {
            return 0;
        }
        var size = (int) StrictMath.ceil(logarithm(amount.abs()) / LOG_GAMMA);
        return amount.signum() * (ONE + size);
    }

    /** Also of what no double holds. */
    private static double logarithm(BigDecimal positive) {
        var exponent = positive.precision() - positive.scale();
        return StrictMath.log(positive.scaleByPowerOfTen(-exponent).doubleValue()) + exponent * StrictMath.log(10);
    }

    /** With what the other has, too. */
    public Sketch plus(Sketch other) {
        return new Sketch(bins.plus(other.bins));
    }

    /** Without what the other has. */
    public Sketch minus(Sketch other) {
        return new Sketch(bins.minus(other.bins));
    }

    boolean isEmpty() {
        return bins.isEmpty();
    }

    /** The lower of the two in the middle where their number is even; empty where there is none. */
    public OptionalDouble median() {
        var middle = bins.middle();
        return middle.isPresent() ? OptionalDouble.of(middle(middle.getAsInt())) : OptionalDouble.empty();
    }

    private static double middle(int bin) {
        var size = Math.abs(bin) - ONE;
        return bin == 0 ? 0 : Integer.signum(bin) * 2 * StrictMath.pow(GAMMA, size) / (GAMMA + 1);
    }
}
