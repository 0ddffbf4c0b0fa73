package dev.ventes.transformer.simulation;

import dev.ventes.core.log.Change;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.fold.Fold;
import dev.ventes.transformer.fold.Outcome;
import dev.ventes.transformer.fold.PartitionState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A batch of changes: load, fold, publish, apply, announce, as {@code BatchWork} does. */
final class FoldWork extends Work {
    private final Transformer transformer;
    private final World world;
    private final SortedMap<Integer, List<Logged>> batch;
    private final List<PartitionState> states = new ArrayList<>();
    private final List<Runnable> publishing = new ArrayList<>();
    private final List<Runnable> refusing = new ArrayList<>();
    private final List<Runnable> applying = new ArrayList<>();
    private final List<Outcome.Applied> changes = new ArrayList<>();
    private Map<Long, SaleDocument> loaded = Map.of();
    private boolean met = true;

    FoldWork(Transformer transformer, SortedMap<Integer, List<Logged>> batch) {
        this.transformer = transformer;
        this.world = transformer.world;
        this.batch = batch;
        then(this::load);
        then(this::fold);
    }

    @Override
    Work again() {
        return transformer.work(batch);
    }

    private void load() {
        var asked = new HashSet<Long>();
        batch.forEach((partition, records) -> {
            for (var record : records) {
                if (record.entry.decoded() instanceof Decoded.Changed(Change change)
                        && !transformer.horizons.get(partition).isBeyond(change.id())) {
                    asked.add(change.id());
                }
            }
        });
        loaded = world.view.load(asked);
    }

    private void fold() {
        transformer.proveIfNeeded();
        batch.forEach((partition, records) -> {
            var folded = FlawedFold.fold(transformer.owned.get(partition), loaded, records, world);
            publish(partition, folded);
            for (var sale : folded.changed().values()) {
                applying.add(() -> apply(sale));
            }
            states.add(folded.state());
        });
        enqueue();
    }

    private void enqueue() {
        switch (world.flaw) {
            case APPLIED_BEFORE_PUBLISHED -> {
                apply();
                refusing.forEach(this::then);
                publishing.forEach(this::then);
                then(transformer::awaitSent);
                save();
                then(this::announce);
            }
            case REFUSED_AFTER_APPLIED -> {
                publishing.forEach(this::then);
                apply();
                refusing.forEach(this::then);
                then(transformer::awaitSent);
                save();
                then(this::announce);
            }
            case RESUME_POINT_BEFORE_SALES -> {
                publish();
                save();
                apply();
                then(this::announce);
            }
            case ANNOUNCED_BEFORE_APPLIED -> {
                publish();
                then(this::announce);
                apply();
                save();
            }
            default -> {
                publish();
                apply();
                save();
                then(this::announce);
            }
        }
    }

    private void publish() {
        refusing.forEach(this::then);
        publishing.forEach(this::then);
        then(transformer::awaitSent);
    }

    private void apply() {
        if (world.flaw != Flaw.HISTORY_IS_WRITTEN_LAST) {
            Versions.keep(world, changes, this);
        }
        if (world.flaw != Flaw.COUNTED_AFTER_APPLIED) {
            keepToCount();
        }
        applying.forEach(this::then);
        then(() -> Transformer.require(met));
        if (world.flaw == Flaw.COUNTED_AFTER_APPLIED) {
            keepToCount();
        }
        if (world.flaw == Flaw.HISTORY_IS_WRITTEN_LAST) {
            Versions.keep(world, changes, this);
        }
    }

    private void keepToCount() {
        changes.stream()
                .collect(Collectors.groupingBy(
                        change -> change.after().sync().partition(), TreeMap::new, Collectors.toList()))
                .forEach((partition, some) -> then(() -> world.view.uncounted().keep(partition, some)));
    }

    private void save() {
        states.forEach(state -> then(() -> transformer.save(state)));
    }

    private void publish(int partition, Fold.Folded folded) {
        var repeated = new HashSet<Long>();
        for (var i = 0; i < folded.steps().size(); i++) {
            var step = folded.steps().get(i);
            var record = batch.get(partition).get(i);
            switch (step.outcome()) {
                case Outcome.Applied applied -> {
                    publish(applied.after());
                    changes.add(applied);
                }
                case Outcome.Repeated again -> {
                    if (repeated.add(again.present().id())) {
                        publish(again.present());
                    }
                }
                case Outcome.Refused refused ->
                    refusing.add(transformer.sending(() -> world.api.refused(record, refused.condition())));
                case Outcome.Rejected rejected -> refusing.add(transformer.sending(() -> world.api.rejected(record)));
                case Outcome.Skipped skipped -> {}
                case Outcome.Noted noted -> {}
            }
        }
    }

    private void publish(SaleDocument sale) {
        publishing.add(transformer.sending(() -> world.enriched.append(sale)));
    }

    /** A bulk is not ordered: those that find their guard are written, whatever becomes of the others. */
    private void apply(SaleDocument sale) {
        var expected = loaded.get(sale.id());
        if (expected == null) {
            transformer.horizons.get(sale.sync().partition()).include(sale.id());
        }
        met &= world.view.write(expected, sale);
    }

    private void announce() {
        for (var state : states) {
            transformer.owned.put(state.partition(), state);
            transformer.sending(() -> transformer.announce(state)).run();
        }
        transformer.commit();
    }
}
