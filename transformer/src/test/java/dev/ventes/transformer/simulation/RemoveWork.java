package dev.ventes.transformer.simulation;

import dev.ventes.core.log.Mark;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.fold.Fold;
import dev.ventes.transformer.fold.Outcome;
import dev.ventes.transformer.fold.PartitionState;
import dev.ventes.transformer.fold.Removal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongFunction;

/** The end of a snapshot or a resync, or a TRUNCATE: a batch of its own, in pages, as {@code BatchWork} does. */
final class RemoveWork extends Work {
    private final Transformer transformer;
    private final World world;
    private final SortedMap<Integer, List<Logged>> batch;
    private final Logged record;
    private boolean met = true;

    RemoveWork(Transformer transformer, SortedMap<Integer, List<Logged>> batch, Logged record) {
        this.transformer = transformer;
        this.world = transformer.world;
        this.batch = batch;
        this.record = record;
        then(this::fold);
    }

    @Override
    Work again() {
        return transformer.work(batch);
    }

    private void fold() {
        var folded = Fold.fold(transformer.owned.get(record.partition), Map.of(), List.of(record.entry));
        var state = folded.state();
        if (!(folded.steps().getFirst().outcome() instanceof Outcome.Noted)) {
            finish(state);
            return;
        }
        switch (Transformer.removing(record)) {
            case Mark.End end
            when state.reading() && end.term() == state.generation() && world.flaw != Flaw.NOTHING_IS_SWEPT ->
                pages(removal(state, 0, 0), id -> world.view.staleAfter(id, state), state.read());
            case Mark.Truncate truncate
            when !isRepeated(truncate, state) ->
                pages(
                        removal(state, truncate.lsn(), truncate.commitMicros()),
                        id -> world.view.heldAfter(id, state),
                        state.truncatedAt(truncate.lsn()));
            case Mark.ResyncEnd end
            when state.resyncing() >= 0 && world.flaw != Flaw.RESYNC_REMOVES_NOTHING ->
                pages(
                        removal(state, 0, 0),
                        id -> world.view.unseenAfter(Math.max(id, end.from() - 1), end.to(), state),
                        state.resyncingFrom(-1));
            case Mark other -> finish(state);
        }
    }

    private boolean isRepeated(Mark.Truncate truncate, PartitionState state) {
        return state.truncated().generation() == state.generation()
                && truncate.lsn() <= state.truncated().lsn()
                && world.flaw != Flaw.REPEATED_TRUNCATE_IS_NEW;
    }

    private Removal removal(PartitionState state, long lsn, long commitMicros) {
        var loggedAt = record.entry.loggedAt();
        return new Removal(state, record.offset(), loggedAt, "mark", loggedAt, lsn, commitMicros);
    }

    private void pages(Removal removal, LongFunction<List<SaleDocument>> next, PartitionState after) {
        then(() -> page(Long.MIN_VALUE, removal, next, after));
    }

    private void page(long id, Removal removal, LongFunction<List<SaleDocument>> next, PartitionState after) {
        var page = next.apply(id);
        if (page.isEmpty()) {
            finish(after);
            return;
        }
        then(() -> remove(page, removal, next, after));
    }

    private void remove(
            List<SaleDocument> page, Removal removal, LongFunction<List<SaleDocument>> next, PartitionState after) {
        transformer.proveIfNeeded();
        for (var sale : page) {
            var marker = removal.of(sale).after();
            then(transformer.sending(() -> world.enriched.append(marker)));
        }
        then(transformer::awaitSent);
        var removed = page.stream().map(removal::of).toList();
        Versions.keep(world, removed, this);
        then(() -> world.view.uncounted().keep(removal.state().partition(), removed));
        for (var sale : page) {
            then(() -> met &= world.view.write(sale, removal.of(sale).after()));
        }
        then(() -> {
            Transformer.require(met);
            page(page.getLast().id(), removal, next, after);
        });
    }

    private void finish(PartitionState state) {
        then(transformer::proveIfNeeded);
        then(() -> transformer.save(state));
        then(() -> {
            transformer.owned.put(state.partition(), state);
            transformer.sending(() -> transformer.announce(state)).run();
            transformer.commit();
        });
    }
}
