package dev.ventes.core.log;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in one partition of {@code ventes.changes}, and by that the version of the sale that was changed there.
 *
 * @param epoch how often the partition's log has been replaced or cut, from 1
 * @param offset the record's offset in that epoch's log
 */
public record Position(long epoch, long offset) implements Comparable<Position> {
    private static final Comparator<Position> ORDER =
            Comparator.comparingLong(Position::epoch).thenComparingLong(Position::offset);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})");

    /** What {@link #toString} wrote. */
    public static Optional<Position> parse(String text) {
        var parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(new Position(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    public boolean isAtOrAbove(Position other) {
        return compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        return epoch + "." + offset;
    }
}
