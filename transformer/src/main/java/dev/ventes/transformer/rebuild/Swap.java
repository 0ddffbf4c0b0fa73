package dev.ventes.transformer.rebuild;

import dev.ventes.core.log.Position;
import dev.ventes.core.topic.Topics;
import dev.ventes.transformer.fold.PartitionState;
import dev.ventes.transformer.store.Holding;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * The rebuild beside running transformers: fill, hold the partitions, look what the transformers have done up to there,
 * take the view's place, release. One thread.
 */
final class Swap {
    private static final Duration LOOK = Duration.ofMillis(20);
    /** Far below the lease of a hold. */
    private static final Duration STANDSTILL = Duration.ofSeconds(20);

    /** More than a transformer takes to look again: it must get to claim its partitions in between. */
    private static final Duration PAUSE = Duration.ofSeconds(4);

    private static final int ATTEMPTS = 20;

    private final EnrichedLog log;
    private final Filling filling;
    private final Holding holding;
    private final NewView newView;
    private final OldView oldView;
    private final Members members;
    private final Topics topics;
    private final Duration patience;
    private final Watcher watcher;
    private Map<Integer, Position> saved = Map.of();
    private long size;
    private boolean alone;

    Swap(
            EnrichedLog log,
            Filling filling,
            Holding holding,
            NewView newView,
            OldView oldView,
            Members members,
            Topics topics,
            Duration patience,
            Watcher watcher) {
        this.log = log;
        this.filling = filling;
        this.holding = holding;
        this.newView = newView;
        this.oldView = oldView;
        this.members = members;
        this.topics = topics;
        this.patience = patience;
        this.watcher = watcher;
    }

    Rebuilt run() throws InterruptedException, ExecutionException {
        var partitions = holding.states().getFirst().partitions();
        awaitView();
        filling.toEnd(this::saved);
        filling.takeMarkers(partitions, this::saved);
        for (var attempt = 1; attempt <= ATTEMPTS; attempt++) {
            // So that whatever was compacted away by now is true: what waits from here on is younger than that.
            awaitView();
            filling.toEnd(this::saved);
            newView.requireWhole();
            var begun = System.nanoTime();
            if (attempt()) {
                var held = Duration.ofNanos(System.nanoTime() - begun);
                return new Rebuilt(log.read(), size, filling.markers(), held, false);
            }
            watcher.says("trying again: the transformers were in the middle of something");
            Thread.sleep(PAUSE);
        }
        throw new RebuildFailed(
                "the transformers did not come to rest in " + ATTEMPTS + " attempts; the view is as it" + " was");
    }

    /** The positions that are saved. They never go back, except where MongoDB is restored. */
    private Sifting.Saved saved() {
        var now = positions(holding.states());
        saved.forEach((partition, before) -> {
            var position = now.get(partition);
            if (position == null || !position.isAtOrAbove(before)) {
                throw new RebuildFailed("partition " + partition + " of the view has gone back: MongoDB was restored"
                        + " meanwhile; run this again");
            }
        });
        saved = now;
        return now::get;
    }

    private static Map<Integer, Position> positions(List<PartitionState> states) {
        var positions = new HashMap<Integer, Position>();
        var partitions = states.isEmpty() ? 0 : states.getFirst().partitions();
        if (states.size() != partitions) {
            throw new RebuildFailed("of " + partitions + " partitions only " + states.size()
                    + " have a document in the collection partitions; start a transformer, and run this again");
        }
        states.forEach(state -> positions.put(state.partition(), new Position(state.epoch(), state.offset())));
        return positions;
    }

    /** Until the view has all that the log holds now, and no read of the table is under way. Reads on meanwhile. */
    private void awaitView() throws InterruptedException, ExecutionException {
        var topicId = members.idOf(topics.changes());
        var ends = log.endsOfChanges();
        var last = saved;
        var said = "";
        var until = System.nanoTime() + patience.toNanos();
        while (true) {
            var states = holding.states();
            var why = obstacle(states, topicId, ends);
            if (why == null) {
                return;
            }
            if (!why.equals(said)) {
                watcher.says("waiting: " + why);
                said = why;
            }
            filling.step(Duration.ofMillis(100), this::saved);
            var now = positions(states);
            if (!now.equals(last)) {
                last = now;
                until = System.nanoTime() + patience.toNanos();
            } else if (System.nanoTime() - until > 0) {
                throw new RebuildFailed(why + ", and nothing moves: does a transformer run? The view is as it was");
            }
        }
    }

    private static String obstacle(List<PartitionState> states, String topicId, Map<Integer, Long> ends) {
        for (var state : states) {
            if (state.reading()) {
                return "a snapshot is being read";
            }
            if (state.resyncing() >= 0) {
                return "rows are being read once more";
            }
            if (!state.topicId().equals(topicId)) {
                return "the log was created anew, and the view has not begun with it";
            }
            if (state.offset() + 1 < ends.getOrDefault(state.partition(), 0L)) {
                return "the view is behind the log";
            }
        }
        return null;
    }

    /** Whether the new view has taken the old one's place. Else nothing has happened. */
    private boolean attempt() throws InterruptedException, ExecutionException {
        try {
            var swapped = holding.place() && standStill() && complete();
            if (swapped) {
                size = newView.size();
                newView.requireWhole();
                var saved = saved();
                holding.distrust();
                newView.swap(saved);
                holding.cover(newView.derived(), saved::of);
            }
            holding.release();
            return swapped;
        } catch (RuntimeException | InterruptedException | ExecutionException e) {
            try {
                // An unanswered swap may still come: without the collection it cannot.
                newView.drop();
                holding.release();
            } catch (RuntimeException away) {
                // The hold runs out, and whoever removes it drops the collection first.
                e.addSuppressed(away);
            }
            throw e;
        }
    }

    /** Whether nobody is left who could have said so; then {@link #alone} is set. */
    private boolean standStill() throws InterruptedException, ExecutionException {
        var until = System.nanoTime() + STANDSTILL.toNanos();
        while (System.nanoTime() - until < 0) {
            switch (holding.standing()) {
                case YES -> {
                    return true;
                }
                case TAKEN_OVER -> {
                    return false;
                }
                case BROKEN ->
                    throw new RebuildFailed("another rebuild has begun, or this one stood still for too long");
                case NOT_YET -> {
                    if (!members.any()) {
                        alone = true;
                        return true;
                    }
                    Thread.sleep(LOOK);
                }
            }
        }
        return false;
    }

    /** The last records: what is saved is true, and what the old view shows has been read. */
    private boolean complete() {
        filling.toEnd(this::saved);
        var sifting = filling.sifting();
        var ids = sifting.ids();
        if (ids.isEmpty()) {
            return true;
        }
        if (alone) {
            throw new RebuildFailed(
                    "a batch was under way when the last transformer went, and may go on when that wakes;"
                            + " start a transformer, and run this again; the view is as it was");
        }
        var rest = sifting.rest(oldView.positions(ids));
        if (rest.odd() || !newView.live(rest.needed()).containsAll(rest.needed())) {
            return false;
        }
        newView.write(rest.effects());
        return true;
    }
}
