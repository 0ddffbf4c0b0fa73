package dev.ventes.infra.mongo.imitation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A part of an index: the leading fields have these values, and the field after them lies within the
 * bounds.
 */
record Range(List<Object> prefix, Bounds next) {
    /** How many of the leading fields have one and the same value in all of them. */
    static int commonPrefix(List<Range> ranges) {
        var first = ranges.getFirst().prefix();
        return (int) IntStream.range(0, first.size())
                .takeWhile(i -> ranges.stream()
                        .allMatch(range -> range.prefix().size() > i
                                && BsonOrder.ASCENDING.compare(range.prefix().get(i), first.get(i)) == 0))
                .count();
    }
}
