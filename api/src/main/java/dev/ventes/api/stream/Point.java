package dev.ventes.api.stream;

import dev.ventes.core.log.Position;
import java.util.Comparator;

/**
 * A place among the published changes of one partition of the log. A mark (TRUNCATE, the end of a snapshot) removes many
 * sales at one position: those are in the order of their ids.
 */
public record Point(Position position, long id) implements Comparable<Point> {
    /** Before everything. */
    static final Point NONE = new Point(new Position(0, 0), Long.MIN_VALUE);

    private static final long ALL = Long.MAX_VALUE;

    private static final Comparator<Point> ORDER =
            Comparator.comparing(Point::position).thenComparingLong(Point::id);

    /** After the last sale that was changed there. */
    static Point past(Position position) {
        return new Point(position, ALL);
    }

    boolean isPast() {
        return id == ALL;
    }

    boolean isAtOrAbove(Point other) {
        return compareTo(other) >= 0;
    }

    static Point max(Point a, Point b) {
        return a.isAtOrAbove(b) ? a : b;
    }

    @Override
    public int compareTo(Point other) {
        return ORDER.compare(this, other);
    }
}
