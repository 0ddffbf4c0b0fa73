package dev.ventes.transformer.fold;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Mark;
import dev.ventes.core.view.SaleDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds records of one partition, in log order, over the sales that they name. Pure: it knows nothing of Kafka, of
 * MongoDB or of the time.
 */
public final class Fold {
    private final Map<Long, SaleDocument> sales;
    private final Map<Long, SaleDocument> changed = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private PartitionState state;

    private Fold(PartitionState state, Map<Long, SaleDocument> sales) {
        this.state = state;
        this.sales = new HashMap<>(sales);
    }

    /** A record and what becomes of it. */
    public record Step(Entry entry, Outcome outcome) {}

    /**
     * What a batch comes to.
     *
     * @param state the partition's state after it
     * @param steps what becomes of each record, in order
     * @param changed the documents to write, as they are after the last record
     */
    public record Folded(PartitionState state, List<Step> steps, Map<Long, SaleDocument> changed) {}

    /** Folds {@code entries} over {@code sales}: the documents of all ids that they name, where there are any. */
    public static Folded fold(PartitionState state, Map<Long, SaleDocument> sales, List<Entry> entries) {
        var fold = new Fold(state, sales);
        for (var entry : entries) {
            var outcome = fold.step(entry);
            fold.steps.add(new Step(entry, outcome));
            fold.state = fold.state.at(entry.offset(), entry.leaderEpoch());
        }
        return new Folded(fold.state, fold.steps, fold.changed);
    }

    private Outcome step(Entry entry) {
        return switch (entry.decoded()) {
            case Decoded.Changed changed -> change(entry, changed.change());
            case Decoded.Marked marked -> mark(entry, marked.mark());
            case Decoded.Ignored ignored -> new Outcome.Skipped(Outcome.Reason.MEANINGLESS);
            case Decoded.Poison poison -> {
                poison.named().filter(named -> hear(named.term())).ifPresent(named -> stamp(entry, named.id()));
                yield new Outcome.Rejected(poison.reason());
            }
        };
    }

    private Outcome change(Entry entry, Change change) {
        if (change instanceof Change.FromPostgres row && !hear(row.term())) {
            return new Outcome.Skipped(Outcome.Reason.STALE_TERM);
        }
        var outcome = new SaleFold(state, entry, sales.get(change.id())).apply(change);
        if (outcome instanceof Outcome.Applied applied) {
            keep(applied.after());
        } else if (outcome instanceof Outcome.Rejected && change instanceof Change.FromPostgres) {
            stamp(entry, change.id());
        }
        return outcome;
    }

    private Outcome mark(Entry entry, Mark mark) {
        if (!hear(mark.term())) {
            return new Outcome.Skipped(Outcome.Reason.STALE_TERM);
        }
        if (mark instanceof Mark.Start start) {
            state = state.startedBy(start.term(), start.snapshot());
        } else if (mark instanceof Mark.ResyncStart) {
            state = state.resyncingFrom(entry.offset());
        }
        return new Outcome.Noted();
    }

    /** Whether the engine of this term is still the one to listen to. */
    private boolean hear(long term) {
        if (term > state.term()) {
            state = state.startedBy(term, false);
        }
        return term == state.term();
    }

    /** PostgreSQL named this sale: the end of what is being read must not take it for one that is gone. */
    private void stamp(Entry entry, long id) {
        var sale = sales.get(id);
        if (sale != null) {
            var sync = sale.sync().seen(Math.max(state.generation(), sale.sync().generation()), entry.offset());
            keep(new SaleDocument(id, sale.columns(), sale.montantTotal(), sync));
        }
    }

    private void keep(SaleDocument sale) {
        sales.put(sale.id(), sale);
        changed.put(sale.id(), sale);
    }
}
