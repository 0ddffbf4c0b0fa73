package dev.ventes.transformer.consume;

import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.derive.Coverage;
import dev.ventes.transformer.store.DerivedViews;
import dev.ventes.transformer.store.Partitions;
import dev.ventes.transformer.store.SalesView;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills derived views that are new from the sales that there are, a page at a time between two batches, when what
 * MongoDB holds of the partition is as of its resume point. What a page has is counted then; what changes later of these
 * sales is counted as it comes, and what lies above is not counted before its page. Which page it is is written down
 * first, so that whoever finds it half counted can count the rest of it. The loop's thread.
 */
public final class Fill {
    private static final Logger LOG = LoggerFactory.getLogger(Fill.class);

    private final SalesView sales;
    private final DerivedViews derived;
    private final Partitions partitions;
    private final Ownership ownership;

    public Fill(SalesView sales, DerivedViews derived, Partitions partitions, Ownership ownership) {
        this.sales = sales;
        this.derived = derived;
        this.partitions = partitions;
        this.ownership = ownership;
    }

    /** The pages that are half counted. Until that is done, nothing may be applied. */
    void finish() {
        for (var partition : ownership.owned()) {
            var coverage = derived.coverage(partition);
            if (!coverage.isWhole() && coverage.filling().to() != null) {
                var filling = coverage.filling();
                count(partition, sales.between(partition, filling.from(), filling.to()));
            }
        }
    }

    /** A page of each partition that needs it, so that the log does not wait for long; the next round goes on. */
    void some() {
        for (var partition : ownership.owned()) {
            var coverage = derived.coverage(partition);
            if (!coverage.isWhole() && ownership.isSettled(partition)) {
                ownership.proveIfNeeded();
                page(partition, coverage);
            }
        }
    }

    private void page(int partition, Coverage coverage) {
        var filling = coverage.filling();
        if (filling.isNew()) {
            LOG.atInfo()
                    .addKeyValue("partition", partition)
                    .addKeyValue("views", filling.views())
                    .log("filling derived views from the sales that there are");
            derived.empty(partition);
        }
        var page = sales.after(partition, filling.from());
        var to = SalesView.isFull(page) ? page.getLast().id() : Long.MAX_VALUE;
        partitions.save(ownership.state(partition), coverage.filling(to));
        count(partition, page);
    }

    private void count(int partition, List<SaleDocument> page) {
        var state = ownership.state(partition);
        derived.fill(partition, page, state.position(state.offset()));
        var filled = derived.filled(partition);
        if (filled.isWhole()) {
            LOG.atInfo().addKeyValue("partition", partition).log("the derived views are whole");
        }
        partitions.save(state, filled);
    }
}
