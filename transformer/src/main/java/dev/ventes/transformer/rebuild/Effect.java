package dev.ventes.transformer.rebuild;

import dev.ventes.core.view.SaleDocument;

/** What records of one sale come to in the new view. */
sealed interface Effect {
    /** The sale, or its marker, unless something newer is there. */
    record Put(SaleDocument sale) implements Effect {}

    /** The sale has gone; what its marker was is no longer on the topic. */
    record Remove() implements Effect {}
}
