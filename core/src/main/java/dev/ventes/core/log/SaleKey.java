package dev.ventes.core.log;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Utils;

/**
 * The key of every record about a sale: {@code {"id":5}}, the same bytes whoever writes it, so that a sale stays in
 * one partition and has one order. Strict in reading for the same reason: another spelling may be elsewhere.
 */
public final class SaleKey {
    /** The API numbers its sales from here; PostgreSQL's ids end before. */
    public static final long FIRST_API_ID = 1_000_000_000;

    private static final String PREFIX = "{\"id\":";
    private static final int LONGEST = 32;

    private SaleKey() {}

    public static byte[] of(long id) {
        return (PREFIX + id + "}").getBytes(StandardCharsets.UTF_8);
    }

    /** The id, if these are the bytes that {@link #of} gives for it. */
    public static OptionalLong read(byte[] key) {
        if (key == null || key.length > LONGEST) {
            return OptionalLong.empty();
        }
        var text = new String(key, StandardCharsets.UTF_8);
        if (!text.startsWith(PREFIX) || !text.endsWith("}")) {
            return OptionalLong.empty();
        }
        try {
            var id = Long.parseLong(text.substring(PREFIX.length(), text.length() - 1));
            return text.equals(PREFIX + id + "}") ? OptionalLong.of(id) : OptionalLong.empty();
        } catch (NumberFormatException notAnId) {
            return OptionalLong.empty();
        }
    }

    /** The partition that producers choose for the sale, of so many: Kafka's own rule for records with a key. */
    public static int partition(long id, int partitions) {
        return partition(of(id), partitions);
    }

    /** The same, for a key as it came. */
    public static int partition(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }
}
