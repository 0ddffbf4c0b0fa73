package dev.ventes.infra.mongo.imitation;

import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Decimal128;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;

/**
 * The order of values in an index. It is the library's, except that numbers of different types are compared exactly, as
 * MongoDB does: the library compares them by way of doubles, which is no order at all for a sorted map.
 */
enum BsonOrder implements Comparator<Object> {
    ASCENDING;

    @Override
    public int compare(Object a, Object b) {
        // Nearly all there is in our indexes; the library takes its time to find out.
        if (a instanceof Long x && b instanceof Long y) {
            return x.compareTo(y);
        }
        if (a instanceof Instant x && b instanceof Instant y) {
            return x.compareTo(y);
        }
        if (a instanceof String x && b instanceof String y) {
            // Mostly one and the same, see SortedIndex: there is nothing to fetch from memory then.
            return isSame(x, y) ? 0 : x.compareTo(y);
        }
        return a instanceof Number x && b instanceof Number y
                ? compareNumbers(x, y)
                : ValueComparator.asc().compare(a, b);
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(String x, String y) {
        return x == y;
    }

    private static int compareNumbers(Number a, Number b) {
        if (isInteger(a) && isInteger(b)) {
            return Long.compare(a.longValue(), b.longValue());
        }
        if (a instanceof Decimal128 x && b instanceof Decimal128 y) {
            return x.compareTo(y);
        }
        if (Double.isFinite(a.doubleValue()) && Double.isFinite(b.doubleValue())) {
            return exact(a).compareTo(exact(b));
        }
        return Double.compare(a.doubleValue(), b.doubleValue());
    }

    private static boolean isInteger(Number number) {
        return number instanceof Long || number instanceof Integer;
    }

    private static BigDecimal exact(Number number) {
        if (isInteger(number)) {
            return BigDecimal.valueOf(number.longValue());
        }
        return number instanceof Decimal128 decimal ? decimal.toBigDecimal() : new BigDecimal(number.doubleValue());
    }
}
