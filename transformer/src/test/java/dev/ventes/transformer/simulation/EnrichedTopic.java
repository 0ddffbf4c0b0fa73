package dev.ventes.transformer.simulation;

import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code ventes.enriched}, as compaction leaves it and as a team downstream takes it in. */
final class EnrichedTopic {
    private final Map<Place, Content> published = new HashMap<>();
    private final Map<Long, Place> last = new HashMap<>();
    private final Map<Long, Place> consumed = new HashMap<>();

    private record Place(long id, Position position) {}

    private record Origin(int partition, Position position) {}

    /** All that a record says, except for op and before, which tell of the way there. */
    private record Content(Columns columns, BigDecimal total, String eventId, Instant madeAt, Instant loggedAt) {}

    void append(SaleDocument sale) {
        var sync = sale.sync();
        var place = new Place(sale.id(), sync.position());
        var content = new Content(sale.columns(), sale.montantTotal(), sync.eventId(), sync.madeAt(), sync.loggedAt());
        var before = published.putIfAbsent(place, content);
        if (before != null && !before.equals(content)) {
            throw new Violation("position " + sync.position() + " of sale " + sale.id() + " was published as " + before
                    + " and then as " + content);
        }
        last.put(sale.id(), place);
        var known = consumed.get(sale.id());
        if (known == null || !known.position.isAtOrAbove(place.position)) {
            consumed.put(sale.id(), place);
        }
    }

    /**
     * The compacted topic and its reader must both show what the view shows; except where a change was published, or
     * applied too, and went with its log before the resume point had passed it: nobody reads it again.
     */
    void compareWith(Map<Long, SaleDocument> view, Log log, Epochs epochs) {
        var lost = new HashSet<Origin>();
        for (var record : log.history()) {
            if (record.isLost()) {
                var epoch = epochs.of(record.partition, record.incarnation);
                lost.add(new Origin(record.partition, new Position(epoch, record.offset())));
            }
        }
        compare(view, last, lost, "the last record of ventes.enriched");
        compare(view, consumed, lost, "a reader of ventes.enriched");
    }

    private void compare(Map<Long, SaleDocument> view, Map<Long, Place> places, Set<Origin> lost, String who) {
        var ids = new TreeSet<>(view.keySet());
        ids.addAll(places.keySet());
        for (var id : ids) {
            var place = places.get(id);
            var sale = view.get(id);
            var partition = Log.partitionOf(id);
            if ((place != null && lost.contains(new Origin(partition, place.position)))
                    || (sale != null
                            && lost.contains(new Origin(partition, sale.sync().position())))) {
                continue;
            }
            var shown = sale == null ? null : sale.columns();
            var told = place == null ? null : published.get(place).columns;
            if (shown == null ? told != null : !shown.equals(told)) {
                throw new Violation(who + " has " + told + " for sale " + id + ", the view " + shown);
            }
        }
    }
}
