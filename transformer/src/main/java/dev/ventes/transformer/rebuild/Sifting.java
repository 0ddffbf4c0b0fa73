package dev.ventes.transformer.rebuild;

import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.transformer.publish.Enriched;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Tells records of {@code ventes.enriched} that are true from those that are published and not yet applied. The latter
 * wait here: a transformer may decide them again, and must then find the sale as it was before. Pure. One thread.
 */
final class Sifting {
    private final Map<Long, Queue<Entry>> waiting = new HashMap<>();
    /** Ids whose last record was a delete: the tombstone that follows belongs to it. */
    private final Set<Long> deleted = new HashSet<>();

    private int size;

    private sealed interface Entry {
        record Sale(Enriched enriched) implements Entry {
            Position position() {
                return enriched.sale().sync().position();
            }
        }

        record Gone() implements Entry {}
    }

    /** How the partitions stand. */
    @FunctionalInterface
    interface Saved {
        Position of(int partition);

        default boolean hasPassed(SaleDocument sale) {
            return of(sale.sync().partition()).isAtOrAbove(sale.sync().position());
        }
    }

    /** What is to be done about the records that still wait, when nothing can pass any more. */
    record Rest(Map<Long, Effect> effects, Set<Long> needed, boolean odd) {}

    /** The next record of a sale. */
    void add(Enriched enriched) {
        var id = enriched.sale().id();
        if (enriched.sale().deleted()) {
            deleted.add(id);
        } else {
            deleted.remove(id);
        }
        add(id, new Entry.Sale(enriched));
    }

    /** A tombstone. Where its delete was compacted away, it is all that is left of it. */
    void addTombstone(long id) {
        if (!deleted.remove(id)) {
            add(id, new Entry.Gone());
        }
    }

    private void add(long id, Entry entry) {
        waiting.computeIfAbsent(id, none -> new ArrayDeque<>(1)).add(entry);
        size++;
    }

    /** How many records wait. */
    int size() {
        return size;
    }

    /** Takes out what has become true, by id. What follows a record that waits waits with it. */
    Map<Long, Effect> settle(Saved saved) {
        var settled = new HashMap<Long, Effect>();
        var all = waiting.entrySet().iterator();
        while (all.hasNext()) {
            var entries = all.next();
            var queue = entries.getValue();
            Effect effect = null;
            while (!queue.isEmpty() && isTrue(queue.peek(), saved)) {
                effect = after(effect, queue.remove());
                size--;
            }
            if (effect != null) {
                settled.put(entries.getKey(), effect);
            }
            if (queue.isEmpty()) {
                all.remove();
            }
        }
        return settled;
    }

    private static boolean isTrue(Entry entry, Saved saved) {
        return switch (entry) {
            // Its delete was compacted away, and is old by that.
            case Entry.Gone gone -> true;
            case Entry.Sale sale -> saved.hasPassed(sale.enriched.sale());
        };
    }

    private static Effect after(Effect before, Entry entry) {
        return switch (entry) {
            case Entry.Gone gone -> new Effect.Remove();
            case Entry.Sale sale -> {
                if (!(before instanceof Effect.Put put)) {
                    yield new Effect.Put(sale.enriched.sale());
                }
                var older = !sale.position().isAtOrAbove(put.sale().sync().position());
                yield older ? put : put.then(sale.enriched.sale());
            }
        };
    }

    /** The sales of which something waits. */
    Set<Long> ids() {
        return Set.copyOf(waiting.keySet());
    }

    /** Whether anything waits that is of a later log than the partition knows of. */
    boolean isAhead(Saved saved) {
        return waiting.values().stream()
                .map(Queue::peek)
                .anyMatch(entry -> entry instanceof Entry.Sale sale
                        && sale.position().epoch()
                                > saved.of(sale.enriched.sale().sync().partition())
                                        .epoch());
    }

    /**
     * What still waits was published by a batch that has not come to its end. Where the present view shows it already, it
     * has been read, and stays; else it goes, and will be decided again over what was before it.
     *
     * @param shown the positions in the present view
     */
    Rest rest(Map<Long, Position> shown) {
        var effects = new HashMap<Long, Effect>();
        var needed = new HashSet<Long>();
        var odd = false;
        for (var entries : waiting.entrySet()) {
            var position = shown.get(entries.getKey());
            Effect effect = null;
            for (var entry : entries.getValue()) {
                if (entry instanceof Entry.Sale sale && sale.position().equals(position)) {
                    effect = new Effect.Put(sale.enriched.sale());
                }
                odd |= entry instanceof Entry.Gone;
            }
            if (effect != null) {
                effects.put(entries.getKey(), effect);
            } else if (entries.getValue().peek() instanceof Entry.Sale first && first.enriched.replaces()) {
                needed.add(entries.getKey());
            }
        }
        return new Rest(effects, needed, odd);
    }
}
