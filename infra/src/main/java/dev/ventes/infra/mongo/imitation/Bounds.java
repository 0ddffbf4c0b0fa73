package dev.ventes.infra.mongo.imitation;

/** The lowest and the highest value that one field may have, both included. Null is a value like any other. */
record Bounds(Object low, Object high) {
    /** Stands for a side without a limit. */
    static final Object OPEN = new Object();

    static final Bounds NONE = new Bounds(OPEN, OPEN);

    static Bounds exactly(Object value) {
        return new Bounds(value, value);
    }

    static Bounds from(Object low) {
        return new Bounds(low, OPEN);
    }

    static Bounds upTo(Object high) {
        return new Bounds(OPEN, high);
    }

    boolean hasLow() {
        return low != OPEN;
    }

    boolean hasHigh() {
        return high != OPEN;
    }

    boolean isExact() {
        return hasLow() && hasHigh() && BsonOrder.ASCENDING.compare(low, high) == 0;
    }

    Bounds and(Bounds other) {
        return new Bounds(
                !hasLow() || other.hasLow() && BsonOrder.ASCENDING.compare(other.low, low) > 0 ? other.low : low,
                !hasHigh() || other.hasHigh() && BsonOrder.ASCENDING.compare(other.high, high) < 0 ? other.high : high);
    }
}
