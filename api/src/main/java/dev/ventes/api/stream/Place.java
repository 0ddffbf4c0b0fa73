package dev.ventes.api.stream;

import dev.ventes.core.log.Position;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How far a client has come: the stream's {@code id}. What it has not seen yet lies in {@code ventes.enriched} at or
 * behind {@code offsets}, and is above {@code seen}; what lies there and is not above has been published twice. Holds on
 * every instance, since it names places in the topics and nothing of a process. Immutable.
 *
 * @param topics which two topics it speaks of: made anew, they have other names
 * @param offsets by partition of {@code ventes.enriched}
 * @param seen by partition of {@code ventes.changes}
 */
record Place(long topics, List<Long> offsets, List<Point> seen) {
    private static final byte VERSION = 1;
    private static final int MOST_PARTITIONS = 1000;
    /** The longest number that is read, in bytes of 7 bits. */
    private static final int LONGEST = 9;

    private static final int ROOM = 16 + 3 * LONGEST;

    Place {
        offsets = List.copyOf(offsets);
        seen = List.copyOf(seen);
    }

    /** The beginning of these offsets. */
    static Place at(long topics, List<Long> offsets, int partitionsOfChanges) {
        return new Place(topics, offsets, Collections.nCopies(partitionsOfChanges, Point.NONE));
    }

    /** Whether it is about the same topics. */
    boolean fits(Place other) {
        return topics == other.topics && offsets.size() == other.offsets.size() && seen.size() == other.seen.size();
    }

    /** What has seen everything that either has. */
    Place max(Place other) {
        var furthest = new ArrayList<Long>(offsets.size());
        for (var i = 0; i < offsets.size(); i++) {
            furthest.add(Math.max(offsets.get(i), other.offsets.get(i)));
        }
        var most = new ArrayList<Point>(seen.size());
        for (var i = 0; i < seen.size(); i++) {
            most.add(Point.max(seen.get(i), other.seen.get(i)));
        }
        return new Place(topics, furthest, most);
    }

    /** What has seen no more than both have. */
    Place min(Place other) {
        var first = new ArrayList<Long>(offsets.size());
        for (var i = 0; i < offsets.size(); i++) {
            first.add(Math.min(offsets.get(i), other.offsets.get(i)));
        }
        var least = new ArrayList<Point>(seen.size());
        for (var i = 0; i < seen.size(); i++) {
            least.add(seen.get(i).isAtOrAbove(other.seen.get(i)) ? other.seen.get(i) : seen.get(i));
        }
        return new Place(topics, first, least);
    }

    /** Whether the change there has been seen. */
    boolean hasSeen(int partition, Point at) {
        return seen.get(partition).isAtOrAbove(at);
    }

    /** Whether it has seen everything that the other has, and would look for the rest no further in front. */
    boolean isAtOrPast(Place other) {
        return isFrom(other.offsets) && hasSeen(other.seen);
    }

    boolean isFrom(List<Long> starts) {
        for (var i = 0; i < starts.size(); i++) {
            if (offsets.get(i) < starts.get(i)) {
                return false;
            }
        }
        return true;
    }

    boolean hasSeen(List<Point> points) {
        for (var i = 0; i < points.size(); i++) {
            if (!seen.get(i).isAtOrAbove(points.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Opaque to clients. */
    String text() {
        var bytes = ByteBuffer.allocate(ROOM + LONGEST * offsets.size() + 3 * LONGEST * seen.size());
        bytes.put(VERSION).putLong(topics);
        put(bytes, offsets.size());
        offsets.forEach(offset -> put(bytes, offset));
        put(bytes, seen.size());
        for (var point : seen) {
            put(bytes, (point.position().epoch() << 1) | (point.isPast() ? 0 : 1));
            put(bytes, point.position().offset());
            if (!point.isPast()) {
                bytes.putLong(point.id());
            }
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    /** What {@link #text} wrote; empty if it did not. */
    static Optional<Place> parse(String text) {
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.get() != VERSION) {
                return Optional.empty();
            }
            var topics = bytes.getLong();
            var offsets = new ArrayList<Long>();
            for (var left = partitions(bytes); left > 0; left--) {
                offsets.add(get(bytes));
            }
            var seen = new ArrayList<Point>();
            for (var left = partitions(bytes); left > 0; left--) {
                seen.add(point(bytes));
            }
            return bytes.hasRemaining() ? Optional.empty() : Optional.of(new Place(topics, offsets, seen));
        } catch (IllegalArgumentException | BufferUnderflowException notAPlace) {
            return Optional.empty();
        }
    }

    private static Point point(ByteBuffer bytes) {
        var epoch = get(bytes);
        var position = new Position(epoch >>> 1, get(bytes));
        return (epoch & 1) == 0 ? Point.past(position) : new Point(position, bytes.getLong());
    }

    private static long partitions(ByteBuffer bytes) {
        var count = get(bytes);
        if (count > MOST_PARTITIONS) {
            throw new IllegalArgumentException("more partitions than there can be");
        }
        return count;
    }

    private static void put(ByteBuffer bytes, long number) {
        for (; number > 0x7F; number >>>= 7) {
            bytes.put((byte) ((number & 0x7F) | 0x80));
        }
        bytes.put((byte) number);
    }

    private static long get(ByteBuffer bytes) {
        var number = 0L;
        for (var i = 0; i < LONGEST; i++) {
            var next = bytes.get();
            number |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("no number is so long");
    }
}
