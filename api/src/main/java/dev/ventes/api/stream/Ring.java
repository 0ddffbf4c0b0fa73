package dev.ventes.api.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The last events, numbered as they were told here. It is all that is kept for clients: one that is slow falls back in it,
 * and is lost when what it needs next is dropped. Bounded by number and by bytes. Any thread; one that appends.
 */
final class Ring {
    private final Event[] events;
    private final long mostBytes;
    private final Map<Integer, Point> dropped = new HashMap<>();
    private List<Long> starts = List.of();
    private long oldest;
    private long bytes;
    private Head head;
    private boolean ready;

    /**
     * Where it ends.
     *
     * @param number the next event's
     * @param era grows where what follows does not go on from what was before
     * @param place how far one has come who has seen everything
     * @param read the offsets up to which {@code ventes.enriched} has been read here
     */
    record Head(long number, long era, Place place, List<Long> read) {
        Head {
            read = List.copyOf(read);
        }
    }

    Ring(int mostEvents, long mostBytes) {
        this.events = new Event[mostEvents];
        this.mostBytes = mostBytes;
    }

    /** Begins anew at these offsets: what was told does not lead on to what will be. Not ready until it is said. */
    synchronized void restart(Place place, List<Long> read) {
        while (head != null && oldest < head.number()) {
            dropOldest();
        }
        dropped.clear();
        starts = List.copyOf(read);
        head = head == null ? new Head(0, 0, place, read) : new Head(head.number(), head.era() + 1, place, read);
        ready = false;
    }

    /** What is appended from now on is for clients, and what has been is for those who resume. */
    synchronized void ready() {
        ready = true;
    }

    synchronized void append(List<Event> told, Place place, List<Long> read) {
        for (var event : told) {
            if (head.number() - oldest == events.length) {
                dropOldest();
            }
            events[slot(head.number())] = event;
            bytes += event.bytes();
            head = new Head(head.number() + 1, head.era(), place, read);
        }
        while (bytes > mostBytes) {
            dropOldest();
        }
        head = new Head(head.number(), head.era(), place, read);
    }

    private void dropOldest() {
        var event = events[slot(oldest)];
        events[slot(oldest)] = null;
        oldest++;
        bytes -= event.bytes();
        dropped.merge(event.partition(), event.at(), Point::max);
    }

    private int slot(long number) {
        return (int) (number % events.length);
    }

    /** Empty while it is not ready. */
    synchronized Optional<Head> head() {
        return ready ? Optional.of(head) : Optional.empty();
    }

    /**
     * The number of the first event for somebody who has come so far; empty if what they need is not here any more. Of
     * what lies behind their offsets everything has been read here, and of that nothing was dropped that they have not
     * seen.
     */
    synchronized OptionalLong covers(Place place) {
        var all = ready
                && place.fits(head.place())
                && place.isFrom(starts)
                && dropped.entrySet().stream()
                        .allMatch(one -> place.seen().get(one.getKey()).isAtOrAbove(one.getValue()));
        if (!all) {
            return OptionalLong.empty();
        }
        var first = oldest;
        while (first < head.number() && events[slot(first)].isSeenAt(place)) {
            first++;
        }
        return OptionalLong.of(first);
    }

    /** Some events of an era from this number on; none if the era is over, or the first of them has been dropped. */
    synchronized List<Event> from(long era, long number, int most) {
        if (era != head.era() || number < oldest) {
            return List.of();
        }
        var found = new ArrayList<Event>();
        for (var next = number; next < head.number() && found.size() < most; next++) {
            found.add(events[slot(next)]);
        }
        return found;
    }
}
