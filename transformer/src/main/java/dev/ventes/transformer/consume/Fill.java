package dev.ventes.transformer.consume;

import dev.ventes.core.log.Position;
import dev.ventes.transformer.store.DerivedViews;
import dev.ventes.transformer.store.SalesView;

/**
 * Fills derived views that are new from the sales that there are, a page at a time between two batches, when what
 * MongoDB holds of the partition is as of its resume point. The loop's thread.
 */
public final class Fill {
    private final SalesView sales;
    private final DerivedViews derived;
    private final Ownership ownership;

    public Fill(SalesView sales, DerivedViews derived, Ownership ownership) {
        this.sales = sales;
        this.derived = derived;
        this.ownership = ownership;
    }

    /** The pages that somebody has left half counted. Until that is done, nothing may be applied. */
    void finish() {
        for (var partition : ownership.owned()) {
            derived.finishPage(partition, sales, position(partition));
        }
    }

    /** A page of each partition that needs it, so that the log does not wait for long; the next round goes on. */
    void some() {
        for (var partition : ownership.owned()) {
            if (!derived.isWhole(partition) && ownership.isSettled(partition)) {
                ownership.proveIfNeeded();
                derived.fillPage(partition, sales, position(partition));
            }
        }
    }

    private Position position(int partition) {
        var state = ownership.state(partition);
        return state.position(state.offset());
    }
}
