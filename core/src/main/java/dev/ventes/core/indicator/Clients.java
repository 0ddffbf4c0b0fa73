package dev.ventes.core.indicator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * How many sales and returns each client has, by the client's {@linkplain ClientNumbers number}. Who has none left is
 * gone, so that the others can be counted exactly after whatever change.
 */
public final class Clients {
    public static final Clients NONE = new Clients(new int[0], new int[0]);

    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE = 0x80;

    /** Ascending; as wide as integers are, since what is taken away may be counted before what it is taken from. */
    private final int[] numbers;

    /** At the same place, how many; none is 0. */
    private final int[] counts;

    private Clients(int[] numbers, int[] counts) {
        this.numbers = numbers;
        this.counts = counts;
    }

    static Clients of(int number) {
        return new Clients(new int[] {number}, new int[] {1});
    }

    /** @param counts by number, none of them 0 */
    static Clients of(Map<Integer, Integer> counts) {
        if (counts.isEmpty()) {
            return NONE;
        }
        var sorted = new TreeMap<>(counts);
        return new Clients(
                sorted.keySet().stream().mapToInt(Integer::intValue).toArray(),
                sorted.values().stream().mapToInt(Integer::intValue).toArray());
    }

    Clients plus(Clients other) {
        return with(other, 1);
    }

    Clients minus(Clients other) {
        return with(other, -1);
    }

    private Clients with(Clients other, int sign) {
        if (other.isEmpty()) {
            return this;
        }
        var all = new int[numbers.length + other.numbers.length];
        var sums = new int[all.length];
        var size = 0;
        for (int mine = 0, its = 0; mine < numbers.length || its < other.numbers.length; ) {
            var isMine = its == other.numbers.length || (mine < numbers.length && numbers[mine] <= other.numbers[its]);
            var isIts = mine == numbers.length || (its < other.numbers.length && other.numbers[its] <= numbers[mine]);
            all[size] = isMine ? numbers[mine] : other.numbers[its];
            sums[size] = (isMine ? counts[mine++] : 0) + (isIts ? sign * other.counts[its++] : 0);
            size += sums[size] == 0 ? 0 : 1;
        }
        return size == 0 ? NONE : new Clients(Arrays.copyOf(all, size), Arrays.copyOf(sums, size));
    }

    public boolean isEmpty() {
        return numbers.length == 0;
    }

    /** How many there are. */
    public int size() {
        return numbers.length;
    }

    interface Each {
        void add(int number, int count);
    }

    void forEach(Each each) {
        for (var i = 0; i < numbers.length; i++) {
            each.add(numbers[i], counts[i]);
        }
    }

    /** Who they are. */
    RoaringBitmap numbers() {
        var who = new RoaringBitmap();
        forEach((number, count) -> {
            if (count > 0) {
                who.add(number);
            }
        });
        who.runOptimize();
        return who;
    }

    /** For each of them how far the number is from the one before, and how many, seven bits in a byte. */
    byte[] bytes() {
        var bytes = new ByteArrayOutputStream(2 * numbers.length);
        for (var i = 0; i < numbers.length; i++) {
            write(bytes, i == 0 ? numbers[i] : numbers[i] - numbers[i - 1]);
            // The sign is the last bit.
            write(bytes, (counts[i] << 1) ^ (counts[i] >> (Integer.SIZE - 1)));
        }
        return bytes.toByteArray();
    }

    private static void write(ByteArrayOutputStream bytes, int number) {
        var rest = number;
        while ((rest & ~SEVEN_BITS) != 0) {
            bytes.write((rest & SEVEN_BITS) | MORE);
            rest >>>= 7;
        }
        bytes.write(rest);
    }

    /** What {@link #bytes} wrote. */
    static Clients read(byte[] written) {
        var bytes = ByteBuffer.wrap(written);
        // Each takes two bytes or more.
        var numbers = new int[written.length / 2];
        var counts = new int[numbers.length];
        var size = 0;
        for (var number = 0; bytes.hasRemaining(); size++) {
            number += read(bytes);
            numbers[size] = number;
            var count = read(bytes);
            counts[size] = count >>> 1 ^ -(count & 1);
        }
        return size == 0 ? NONE : new Clients(Arrays.copyOf(numbers, size), Arrays.copyOf(counts, size));
    }

    private static int read(ByteBuffer bytes) {
        var number = 0;
        var next = MORE;
        for (var shift = 0; (next & MORE) != 0; shift += 7) {
            next = bytes.get();
            number |= (next & SEVEN_BITS) << shift;
        }
        return number;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Clients clients
                && Arrays.equals(numbers, clients.numbers)
                && Arrays.equals(counts, clients.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(numbers) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return numbers.length + " clients";
    }
}
