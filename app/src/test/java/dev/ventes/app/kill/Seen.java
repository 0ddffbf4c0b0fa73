package dev.ventes.app.kill;

import dev.ventes.core.log.Position;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The highest position at which each sale was seen, by whomever. A look that began after another one had ended must not
 * show less than that one: what was known before is therefore noted before looking. Any thread.
 */
final class Seen {
    private final ConcurrentSkipListMap<Long, Position> highest = new ConcurrentSkipListMap<>();
    private final Queue<String> regressions = new ConcurrentLinkedQueue<>();
    private final AtomicLong looks = new AtomicLong();

    /** What is known of the ids from {@code first} to {@code last}, before looking at them. */
    Map<Long, Position> before(long first, long last) {
        return Map.copyOf(highest.subMap(first, true, last, true));
    }

    /** The sale was seen at {@code position} by somebody who began when {@code before} was known of it. */
    void at(long id, Map<Long, Position> before, Position position, String where) {
        looks.incrementAndGet();
        var known = before.get(id);
        if (known != null && !position.isAtOrAbove(known)) {
            regressions.add("sale " + id + " was seen at " + known + " and then, " + where + ", at " + position);
        }
        highest.merge(id, position, (one, other) -> one.isAtOrAbove(other) ? one : other);
    }

    Queue<String> regressions() {
        return regressions;
    }

    long looks() {
        return looks.get();
    }

    /** The highest id that is below {@code bound} and was ever seen; {@code bound} where there is none. */
    long highestIdBelow(long bound) {
        var id = highest.lowerKey(bound);
        return id == null ? bound : id;
    }
}
