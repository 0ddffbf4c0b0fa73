package dev.ventes.transformer.derive;

import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.log.Position;
import java.util.Comparator;

/**
 * A derived view's figures for one key and one partition of the log: what the view says of the key is the sum over the
 * partitions. Each has one writer, and knows what it has counted.
 */
public record Bucket(Id id, Counted through, Figures figures) {
    /** Which bucket of which view. */
    public record Id(DerivedView view, BucketKey key, int partition) {}

    /**
     * The last change that was counted. One record may change many sales, in the order of their ids.
     *
     * @param sale the id of the sale that it changed
     */
    public record Counted(Position position, long sale) implements Comparable<Counted> {
        /** Before the first. */
        public static final Counted NOTHING = new Counted(new Position(0, 0), 0);

        private static final Comparator<Counted> ORDER =
                Comparator.comparing(Counted::position).thenComparingLong(Counted::sale);

        @Override
        public int compareTo(Counted other) {
            return ORDER.compare(this, other);
        }
    }

    static Bucket empty(Id id) {
        return new Bucket(id, Counted.NOTHING, Figures.NONE);
    }
}
