package dev.ventes.infra.mongo.imitation;

/**
 * The lowest and the highest value that one field may have. Null is a value like any other.
 *
 * @param aboveLow whether the lowest value itself is left out
 * @param belowHigh likewise
 */
record Bounds(Object low, boolean aboveLow, Object high, boolean belowHigh) {
    /** Stands for a side without a limit. */
    static final Object OPEN = new Object();

    static final Bounds NONE = new Bounds(OPEN, false, OPEN, false);

    static Bounds exactly(Object value) {
        return new Bounds(value, false, value, false);
    }

    static Bounds from(Object low) {
        return new Bounds(low, false, OPEN, false);
    }

    static Bounds above(Object low) {
        return new Bounds(low, true, OPEN, false);
    }

    static Bounds upTo(Object high) {
        return new Bounds(OPEN, false, high, false);
    }

    static Bounds below(Object high) {
        return new Bounds(OPEN, false, high, true);
    }

    boolean hasLow() {
        return !isOpen(low);
    }

    boolean hasHigh() {
        return !isOpen(high);
    }

    boolean isExact() {
        return hasLow() && hasHigh() && !aboveLow && !belowHigh && BsonOrder.ASCENDING.compare(low, high) == 0;
    }

    Bounds and(Bounds other) {
        var otherLow = other.hasLow() && (!hasLow() || isTighter(other.low, low, aboveLow));
        var otherHigh = other.hasHigh() && (!hasHigh() || isTighter(high, other.high, belowHigh));
        return new Bounds(
                otherLow ? other.low : low,
                otherLow ? other.aboveLow : aboveLow,
                otherHigh ? other.high : high,
                otherHigh ? other.belowHigh : belowHigh);
    }

    /** Whether the first is above the second; where they are equal, the one that leaves the value out is tighter. */
    private static boolean isTighter(Object first, Object second, boolean leftOut) {
        int compared = BsonOrder.ASCENDING.compare(first, second);
        return compared > 0 || (compared == 0 && !leftOut);
    }

    static boolean isOpen(Object limit) {
        return limit == OPEN;
    }
}
