package dev.ventes.transformer.consume;

import dev.ventes.core.log.CloudEvent;
import dev.ventes.core.log.Decoded;
import dev.ventes.core.log.Mark;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.trace.Tracing;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.TransformerMetrics;
import dev.ventes.transformer.fold.Fold;
import dev.ventes.transformer.fold.Outcome;
import dev.ventes.transformer.fold.PartitionState;
import dev.ventes.transformer.fold.Removal;
import dev.ventes.transformer.history.History;
import dev.ventes.transformer.publish.Publisher;
import dev.ventes.transformer.store.Partitions;
import dev.ventes.transformer.store.SalesView;
import dev.ventes.transformer.store.Uncounted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * What is done with a batch: load, fold, publish, apply, announce; applied are the history, what the derived views have
 * yet to count, and then the sales, since it shows in a sale if it is done. In this order: what is published and not applied
 * is published again, the same, and what is announced can be read. The loop's thread; throws whatever a server
 * throws, and can then be done again from the start.
 */
public final class BatchWork {
    /** So few records say nothing about the others. */
    private static final int FEW = 100;

    private final SalesView sales;
    private final History history;
    private final Uncounted uncounted;
    private final Partitions partitions;
    private final Publisher publisher;
    private final Ownership ownership;
    private final TransformerMetrics metrics;
    private final Trail trail;
    private final Clock clock;
    private final boolean rejectMost;

    /** @param rejectMost whether it may happen that most of a batch is rejected */
    public BatchWork(
            SalesView sales,
            History history,
            Uncounted uncounted,
            Partitions partitions,
            Publisher publisher,
            Ownership ownership,
            TransformerMetrics metrics,
            Tracing tracing,
            Clock clock,
            boolean rejectMost) {
        this.sales = sales;
        this.history = history;
        this.uncounted = uncounted;
        this.partitions = partitions;
        this.publisher = publisher;
        this.ownership = ownership;
        this.metrics = metrics;
        this.trail = new Trail(tracing);
        this.clock = clock;
        this.rejectMost = rejectMost;
    }

    void apply(Batch batch) {
        var removing = batch.removing();
        if (removing == null) {
            fold(batch);
        } else {
            remove(removing);
        }
    }

    private void fold(Batch batch) {
        var taken = clock.instant();
        var loaded = sales.load(batch.ids());
        var folded = new ArrayList<Fold.Folded>();
        batch.byPartition()
                .forEach((partition, records) -> folded.add(Fold.fold(
                        ownership.state(partition),
                        loaded,
                        records.stream().map(Taken::entry).toList())));

        requireFewRejected(folded, batch.size());
        ownership.proveIfNeeded();
        var publishing = clock.instant();
        var each = folded.iterator();
        batch.byPartition().forEach((partition, records) -> publish(each.next(), records));
        publisher.await();
        var applying = clock.instant();
        metrics.published(Duration.between(publishing, applying));

        var changed = new ArrayList<SaleDocument>();
        folded.forEach(part -> changed.addAll(part.changed().values()));
        var applied = applied(folded);
        history.keep(applied);
        uncounted.keep(applied);
        sales.apply(loaded, changed);
        var done = clock.instant();
        metrics.appliedIn(Duration.between(applying, done));
        announce(
                folded.stream().map(Fold.Folded::state).toList(),
                new Progress.Times(applying.toEpochMilli(), done.toEpochMilli()));

        metrics.batch(batch.size());
        count(folded, taken);
        trail.tell(batch, folded, done);
    }

    private static List<Outcome.Applied> applied(List<Fold.Folded> folded) {
        return folded.stream()
                .flatMap(part -> part.steps().stream())
                .map(Fold.Step::outcome)
                .filter(Outcome.Applied.class::isInstance)
                .map(Outcome.Applied.class::cast)
                .toList();
    }

    private void requireFewRejected(List<Fold.Folded> folded, int records) {
        if (rejectMost || records < FEW) {
            return;
        }
        var count = 0;
        var reason = "";
        for (var part : folded) {
            for (var step : part.steps()) {
                if (step.outcome() instanceof Outcome.Rejected rejected) {
                    count++;
                    reason = rejected.reason();
                }
            }
        }
        if (count * 2 > records) {
            throw new MostlyRejected(count, records, reason);
        }
    }

    private void publish(Fold.Folded folded, List<Taken> records) {
        var state = folded.state();
        var refusals = new ArrayList<Progress.Refusal>();
        var rejections = new ArrayList<Progress.Rejection>();
        var repeated = new HashSet<Long>();
        for (var i = 0; i < records.size(); i++) {
            var step = folded.steps().get(i);
            switch (step.outcome()) {
                case Outcome.Applied applied ->
                    publisher.enriched(
                            applied, state.topicId(), records.get(i).record().headers());
                case Outcome.Repeated again -> {
                    if (repeated.add(again.present().id())) {
                        publisher.enriched(again, state.topicId());
                    }
                }
                case Outcome.Refused refused ->
                    refusals.add(new Progress.Refusal(step.entry().offset(), refused.condition()));
                case Outcome.Rejected rejected -> {
                    publisher.rejected(records.get(i).record(), rejected.reason());
                    rejections.add(new Progress.Rejection(step.entry().offset(), rejected.reason()));
                }
                case Outcome.Skipped skipped -> {}
                case Outcome.Noted noted -> {}
            }
        }
        if (!refusals.isEmpty()) {
            publisher.progress(new Progress.Refused(state.partition(), state.topicId(), state.epoch(), refusals));
        }
        if (!rejections.isEmpty()) {
            publisher.progress(new Progress.Rejected(state.partition(), state.topicId(), state.epoch(), rejections));
        }
    }

    private void count(List<Fold.Folded> folded, Instant taken) {
        var readable = clock.instant();
        for (var part : folded) {
            for (var step : part.steps()) {
                metrics.count(step);
                if (step.outcome() instanceof Outcome.Applied applied) {
                    metrics.readable(applied.after(), taken, readable);
                }
            }
        }
    }

    /** The end of a snapshot, or a TRUNCATE: a batch of its own, in pages. */
    private void remove(Taken taken) {
        var folded = Fold.fold(ownership.state(taken.record().partition()), Map.of(), List.of(taken.entry()));
        var outcome = folded.steps().getFirst().outcome();
        var state = folded.state();
        if (outcome instanceof Outcome.Noted && taken.entry().decoded() instanceof Decoded.Marked(Mark mark)) {
            state = remove(taken, mark, state);
        }
        ownership.proveIfNeeded();
        announce(List.of(state), null);
        metrics.batch(1);
        metrics.count(folded.steps().getFirst());
    }

    private PartitionState remove(Taken taken, Mark mark, PartitionState state) {
        return switch (mark) {
            case Mark.End end
            when state.reading() && end.term() == state.generation() -> {
                var sentAt = Instant.ofEpochMilli(taken.record().timestamp());
                pages(taken, removal(taken, state, sentAt, 0, 0), id -> sales.staleAfter(id, state));
                yield state.read();
            }
            case Mark.Truncate truncate
            when !isRepeated(truncate, state) -> {
                var removal = removal(taken, state, truncate.madeAt(), truncate.lsn(), truncate.commitMicros());
                pages(taken, removal, id -> sales.heldAfter(id, state));
                yield state.truncatedAt(truncate.lsn());
            }
            case Mark.ResyncEnd end
            when state.resyncing() >= 0 -> {
                var sentAt = Instant.ofEpochMilli(taken.record().timestamp());
                var removal = removal(taken, state, sentAt, 0, 0);
                pages(taken, removal, id -> sales.unseenAfter(Math.max(id, end.from() - 1), end.to(), state));
                yield state.resyncingFrom(-1);
            }
            case Mark.End end -> state;
            case Mark.Truncate truncate -> state;
            case Mark.Start start -> state;
            case Mark.ResyncStart start -> state;
            case Mark.ResyncEnd end -> state;
        };
    }

    private static boolean isRepeated(Mark.Truncate truncate, PartitionState state) {
        return state.truncated().generation() == state.generation()
                && truncate.lsn() <= state.truncated().lsn();
    }

    private static Removal removal(Taken taken, PartitionState state, Instant madeAt, long lsn, long commitMicros) {
        var record = taken.record();
        var event = CloudEvent.get(record.headers(), CloudEvent.ID).orElse("mark");
        return new Removal(state, record.offset(), taken.entry().loggedAt(), event, madeAt, lsn, commitMicros);
    }

    private void pages(Taken mark, Removal removal, LongFunction<List<SaleDocument>> next) {
        var page = next.apply(Long.MIN_VALUE);
        while (!page.isEmpty()) {
            ownership.proveIfNeeded();
            // What lies above the mark is there after a restore that was not of one moment, and is newer.
            var removed = page.stream()
                    .filter(sale -> !sale.sync().position().isAtOrAbove(removal.position()))
                    .map(removal::of)
                    .toList();
            removed.forEach(applied -> publisher.enriched(
                    applied, removal.state().topicId(), mark.record().headers()));
            publisher.await();
            var loaded = new HashMap<Long, SaleDocument>();
            page.forEach(sale -> loaded.put(sale.id(), sale));
            history.keep(removed);
            uncounted.keep(removed);
            sales.apply(loaded, removed.stream().map(Outcome.Applied::after).toList());
            page = next.apply(page.getLast().id());
        }
    }

    /** The partitions' documents last, then everyone who waits; the next wait finds out whether that was sent. */
    private void announce(List<PartitionState> states, Progress.Times times) {
        partitions.save(states, state -> ownership.state(state.partition()));
        ownership.advance(states);
        states.forEach(state -> publisher.progress(Ownership.applied(state, times)));
    }
}
