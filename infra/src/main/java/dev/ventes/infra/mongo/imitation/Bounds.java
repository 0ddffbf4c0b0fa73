package dev.ventes.infra.mongo.imitation;

import java.util.function.BinaryOperator;

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
        return !isOpen(low);
    }

    boolean hasHigh() {
        return !isOpen(high);
    }

    boolean isExact() {
        return hasLow() && hasHigh() && BsonOrder.ASCENDING.compare(low, high) == 0;
    }

    Bounds and(Bounds other) {
        return new Bounds(
                tighter(low, other.low, BinaryOperator.maxBy(BsonOrder.ASCENDING)),
                tighter(high, other.high, BinaryOperator.minBy(BsonOrder.ASCENDING)));
    }

    private static Object tighter(Object a, Object b, BinaryOperator<Object> choice) {
        if (isOpen(a)) {
            return b;
        }
        return isOpen(b) ? a : choice.apply(a, b);
    }

    static boolean isOpen(Object limit) {
        return limit == OPEN;
    }
}
