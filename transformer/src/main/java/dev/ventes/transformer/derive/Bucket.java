package dev.ventes.transformer.derive;

import dev.ventes.core.indicator.BucketKey;
import dev.ventes.core.indicator.Figures;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import java.util.Comparator;

/**
 * A derived view's figures for one key and one partition of the log: what the view says of the key is the sum over the
 * partitions. Each has one writer, and knows what it has counted.
 *
 * @param filled up to which id it has counted what was there before the view was
 */
public record Bucket(Id id, Counted through, long filled, Figures figures) {
    /** Not filled at all, as where the view was there before the sales. */
    public static final long NOT_FILLED = Long.MIN_VALUE;

    /** Which bucket of which view. */
    public record Id(DerivedView view, BucketKey key, int partition) {
        /** Without the view, which would take the longest: few have the same keys. */
        @Override
        public int hashCode() {
            return 31 * key.hashCode() + partition;
        }
    }

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

        /** All that the record at this position, and those before it, have changed. */
        public static Counted all(Position position) {
            return new Counted(position, Long.MAX_VALUE);
        }

        /** The change that the sale shows. */
        public static Counted of(SaleDocument sale) {
            return new Counted(sale.sync().position(), sale.id());
        }

        @Override
        public int compareTo(Counted other) {
            return ORDER.compare(this, other);
        }
    }

    static Bucket empty(Id id) {
        return new Bucket(id, Counted.NOTHING, NOT_FILLED, Figures.NONE);
    }

    Bucket plus(Figures share, Counted here) {
        return new Bucket(id, here, filled, figures.plus(share));
    }

    /** With a page of what was there before the view was, as it is at that position. */
    Bucket filled(Figures share, long to, Position at) {
        var all = Counted.all(at);
        return new Bucket(id, all.compareTo(through) > 0 ? all : through, to, figures.plus(share));
    }
}
