package dev.ventes.transformer.rebuild;

import dev.ventes.core.view.SaleDocument;
import java.util.ArrayList;
import java.util.List;

/** What records of one sale come to in the new view. */
sealed interface Effect {
    /**
     * The sale, or its marker, unless something newer is there.
     *
     * @param through what it was on the way there, oldest first
     */
    record Put(SaleDocument sale, List<SaleDocument> through) implements Effect {
        Put(SaleDocument sale) {
            this(sale, List.of());
        }

        /** The same, and then this, which is not older. */
        Put then(SaleDocument next) {
            if (next.sync().position().equals(sale.sync().position())) {
                return new Put(next, through);
            }
            var way = new ArrayList<>(through);
            way.add(sale);
            return new Put(next, way);
        }
    }

    /** The sale has gone; what its marker was is no longer on the topic. */
    record Remove() implements Effect {}
}
