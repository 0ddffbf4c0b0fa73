package dev.ventes.core.indicator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * How many there are of each number. What was put in can be taken out again, and a number of which none is left is gone.
 * Immutable, small in memory and as bytes.
 */
public final class Counts {
    public static final Counts NONE = new Counts(new int[0], new long[0]);

    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE = 0x80;

    /** Ascending. */
    private final int[] numbers;

    /** At the same place, how many; less than none where more is to be taken away than is there. None is 0. */
    private final long[] counts;

    private Counts(int[] numbers, long[] counts) {
        this.numbers = numbers;
        this.counts = counts;
    }

    static Counts of(int number) {
        return new Counts(new int[] {number}, new long[] {1});
    }

    /** @param counts by number, none of them 0 */
    static Counts of(Map<Integer, Long> counts) {
        if (counts.isEmpty()) {
            return NONE;
        }
        var sorted = new TreeMap<>(counts);
        return new Counts(
                sorted.keySet().stream().mapToInt(Integer::intValue).toArray(),
                sorted.values().stream().mapToLong(Long::longValue).toArray());
    }

    Counts plus(Counts other) {
        return with(other, 1);
    }

    Counts minus(Counts other) {
        return with(other, -1);
    }

    private Counts with(Counts other, int sign) {
        if (other.isEmpty()) {
            return this;
        }
        var all = new int[numbers.length + other.numbers.length];
        var sums = new long[all.length];
        var size = 0;
        for (int mine = 0, its = 0; mine < numbers.length || its < other.numbers.length; ) {
            var isMine = its == other.numbers.length || (mine < numbers.length && numbers[mine] <= other.numbers[its]);
            var isIts = mine == numbers.length || (its < other.numbers.length && other.numbers[its] <= numbers[mine]);
            all[size] = isMine ? numbers[mine] : other.numbers[its];
            sums[size] = (isMine ? counts[mine++] : 0) + (isIts ? sign * other.counts[its++] : 0);
            size += sums[size] == 0 ? 0 : 1;
        }
        return size == 0 ? NONE : new Counts(Arrays.copyOf(all, size), Arrays.copyOf(sums, size));
    }

    public boolean isEmpty() {
        return numbers.length == 0;
    }

    /** How many different numbers there are. */
    public int size() {
        return numbers.length;
    }

    /** Takes one after the other, in the order of the numbers. */
    interface Each {
        void add(int number, long count);
    }

    void forEach(Each each) {
        for (var i = 0; i < numbers.length; i++) {
            each.add(numbers[i], counts[i]);
        }
    }

    /** The number of the one in the middle, the lower of two; empty where there is none. */
    OptionalInt middle() {
        var all = 0L;
        for (var count : counts) {
            all += count;
        }
        var before = 0L;
        for (var i = 0; i < numbers.length; i++) {
            before += counts[i];
            if (before * 2 >= all && before > 0) {
                return OptionalInt.of(numbers[i]);
            }
        }
        return OptionalInt.empty();
    }

    /** For each how far the number is from the one before, and how many there are of it, seven bits in a byte. */
    byte[] bytes() {
        var bytes = new ByteArrayOutputStream(2 * numbers.length);
        var before = 0L;
        for (var i = 0; i < numbers.length; i++) {
            write(bytes, numbers[i] - before);
            write(bytes, counts[i]);
            before = numbers[i];
        }
        return bytes.toByteArray();
    }

    private static void write(ByteArrayOutputStream bytes, long number) {
        // The sign is the last bit.
        var rest = (number << 1) ^ (number >> (Long.SIZE - 1));
        while ((rest & ~SEVEN_BITS) != 0) {
            bytes.write(((int) rest & SEVEN_BITS) | MORE);
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    /** What {@link #bytes} wrote. */
    static Counts read(byte[] written) {
        var bytes = ByteBuffer.wrap(written);
        // Each takes two bytes or more.
        var numbers = new int[written.length / 2];
        var counts = new long[numbers.length];
        var size = 0;
        for (var number = 0L; bytes.hasRemaining(); size++) {
            number += read(bytes);
            numbers[size] = (int) number;
            counts[size] = read(bytes);
        }
        return size == 0 ? NONE : new Counts(Arrays.copyOf(numbers, size), Arrays.copyOf(counts, size));
    }

    private static long read(ByteBuffer bytes) {
        var number = 0L;
        var next = MORE;
        for (var shift = 0; (next & MORE) != 0; shift += 7) {
            next = bytes.get();
            number |= (long) (next & SEVEN_BITS) << shift;
        }
        return (number >>> 1) ^ -(number & 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Counts counted
                && Arrays.equals(numbers, counted.numbers)
                && Arrays.equals(counts, counted.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(numbers) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        var text = new StringJoiner(", ", "{", "}");
        forEach((number, count) -> text.add(number + "=" + count));
        return text.toString();
    }
}
