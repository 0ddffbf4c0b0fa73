package dev.ventes.infra.mongo.imitation;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.h2.mvstore.MVMap;

/** The keys of a map that lie in one of several stretches: in order or in reverse, and each once. */
final class Stretches<K> implements Iterator<K> {
    private final MVMap<K, ?> map;
    private final boolean reversed;
    private final Comparator<K> order;
    private final Iterator<Stretch<K>> left;
    private Iterator<K> keys = List.<K>of().iterator();
    private K last;
    private K next;

    /** Both ends are included; null is no limit. */
    record Stretch<K>(K low, K high) {
        private K begin(boolean reversed) {
            return reversed ? high : low;
        }

        private K end(boolean reversed) {
            return reversed ? low : high;
        }
    }

    Stretches(MVMap<K, ?> map, List<Stretch<K>> stretches, boolean reversed) {
        this.map = map;
        this.reversed = reversed;
        Comparator<K> ascending = map.getKeyType();
        order = reversed ? ascending.reversed() : ascending;
        left = stretches.stream()
                .filter(one -> one.low() == null || one.high() == null || ascending.compare(one.low(), one.high()) <= 0)
                .sorted(Comparator.comparing(one -> one.begin(reversed), Comparator.nullsFirst(order)))
                .iterator();
        advance();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public K next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        last = next;
        advance();
        return last;
    }

    /** Stretches begin in order, but may overlap. */
    private void advance() {
        next = null;
        while (next == null && (keys.hasNext() || left.hasNext())) {
            if (keys.hasNext()) {
                var key = keys.next();
                next = last == null || order.compare(key, last) > 0 ? key : null;
            } else {
                var stretch = left.next();
                keys = map.cursor(stretch.begin(reversed), stretch.end(reversed), reversed);
            }
        }
    }
}
