package dev.ventes.api.stream;

import dev.ventes.core.log.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes of the records of {@code ventes.enriched} the one sequence of changes that every instance tells: in each
 * partition of the log in the order of positions, each once. The topic itself is not that. The transformer publishes a
 * batch before it applies it; where it fails in between, all of the batch comes again, and what came first may have
 * holes. Therefore a record waits here until the view has applied it: from then on whatever else comes at or below its
 * position is a repetition. Pure. One thread.
 */
final class Sequence {
    private final long topics;
    private final String changes;
    private final List<TreeMap<Point, Published>> waiting = new ArrayList<>();
    private final List<Long> next;
    private final List<Long> whole;
    private final List<Point> seen;
    private int size;
    private long bytes;

    /** A change in its place in the sequence, and how far one has come who has seen it. */
    record Told(Published published, Place after) {}

    /**
     * From this place on.
     *
     * @param changes the id of {@code ventes.changes}: what was published from another one is passed over
     */
    Sequence(Place from, String changes) {
        this.topics = from.topics();
        this.changes = changes;
        this.next = new ArrayList<>(from.offsets());
        this.whole = new ArrayList<>(from.offsets());
        this.seen = new ArrayList<>(from.seen());
        seen.forEach(partition -> waiting.add(new TreeMap<>()));
    }

    /** The next record of its partition; where some are missing before it, they were compacted away. */
    void add(ConsumerRecord<byte[], byte[]> record) {
        skipTo(record.partition(), record.offset());
        next.set(record.partition(), record.offset() + 1);
        Published.of(record).ifPresent(this::add);
    }

    /** What would be read next; what lies between is not there any more. */
    void skipTo(int partition, long offset) {
        if (offset != next.get(partition)) {
            next.set(partition, offset);
            whole.set(partition, offset);
        }
    }

    /** The offsets from which on nothing was missing. */
    List<Long> whole() {
        return List.copyOf(whole);
    }

    private void add(Published published) {
        var known = published.topicId().equals(changes) && published.partition() < seen.size();
        if (known && !seen.get(published.partition()).isAtOrAbove(published.at())) {
            var first = waiting.get(published.partition()).putIfAbsent(published.at(), published);
            if (first == null) {
                size++;
                bytes += published.bytes();
            }
        }
    }

    /** How many records wait. */
    int size() {
        return size;
    }

    /** What they hold. */
    long bytes() {
        return bytes;
    }

    /** The first offset of each partition that has not been read. */
    List<Long> next() {
        return List.copyOf(next);
    }

    /** Whether anything that waits has been applied. */
    boolean tells(Map<Integer, Position> applied) {
        for (var partition = 0; partition < waiting.size(); partition++) {
            var records = waiting.get(partition);
            if (!records.isEmpty() && isPassed(records.firstKey(), applied.get(partition))) {
                return true;
            }
        }
        return false;
    }

    /**
     * What has become true.
     *
     * @param applied how far the view was, by partition, before the records were read of which the last is here now:
     *     what it had applied had been published
     */
    List<Told> tell(Map<Integer, Position> applied) {
        var passed = new ArrayList<Published>();
        for (var partition = 0; partition < waiting.size(); partition++) {
            var records = waiting.get(partition);
            while (!records.isEmpty() && isPassed(records.firstKey(), applied.get(partition))) {
                passed.add(take(partition));
            }
        }
        var told = told(passed, true);
        applied.forEach((partition, position) -> {
            if (partition < seen.size()) {
                see(partition, Point.past(position));
            }
        });
        return told;
    }

    /**
     * The first ones, so that no more than so many are left: for what is told long after it was applied, and for a mark
     * that removes more sales than can wait for its end. Exact where a repetition comes within the number that is left.
     */
    List<Told> tellAllBut(int left) {
        var first = new ArrayList<Published>();
        while (size > left) {
            var fullest = 0;
            for (var partition = 1; partition < waiting.size(); partition++) {
                if (waiting.get(partition).size() > waiting.get(fullest).size()) {
                    fullest = partition;
                }
            }
            first.add(take(fullest));
        }
        return told(first, false);
    }

    /** How far one has come who was told everything. */
    Place place() {
        return new Place(topics, starts(), seen);
    }

    private Published take(int partition) {
        var published = waiting.get(partition).pollFirstEntry().getValue();
        size--;
        bytes -= published.bytes();
        return published;
    }

    /** @param complete whether all changes of each position are among them */
    private List<Told> told(List<Published> published, boolean complete) {
        var told = new ArrayList<Told>(published.size());
        // While some of these are not told yet, the search would have to begin with the first of them.
        var starts = starts();
        for (var one : published) {
            starts.set(
                    one.record().partition(),
                    Math.min(starts.get(one.record().partition()), one.record().offset()));
        }
        for (var i = 0; i < published.size(); i++) {
            var one = published.get(i);
            var last = i + 1 == published.size();
            var more = !last && sharesPosition(one, published.get(i + 1));
            see(one.partition(), complete && !more ? Point.past(one.at().position()) : one.at());
            told.add(new Told(one, new Place(topics, last ? starts() : starts, seen)));
        }
        return told;
    }

    private static boolean sharesPosition(Published one, Published other) {
        return one.partition() == other.partition()
                && one.at().position().equals(other.at().position());
    }

    private void see(int partition, Point point) {
        seen.set(partition, Point.max(seen.get(partition), point));
    }

    private List<Long> starts() {
        var starts = new ArrayList<>(next);
        for (var records : waiting) {
            for (var one : records.values()) {
                var partition = one.record().partition();
                starts.set(
                        partition, Math.min(starts.get(partition), one.record().offset()));
            }
        }
        return starts;
    }

    private static boolean isPassed(Point point, Position applied) {
        return applied != null && applied.isAtOrAbove(point.position());
    }
}
