package dev.ventes.api.sale;

import dev.ventes.core.log.Position;
import dev.ventes.core.view.Sync;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A sale's version as HTTP shows it: {@code "3-1-1042"} is partition 3, epoch 1, offset 1042.
 *
 * @param partition the sale's partition: positions of different partitions cannot be compared
 */
public record ETag(int partition, Position position) {
    private static final Pattern QUOTED = Pattern.compile("\"(\\d{1,9})-(\\d{1,18})-(\\d{1,18})\"");

    public static ETag of(Sync sync) {
        return new ETag(sync.partition(), sync.position());
    }

    /** What {@link #quoted} wrote; empty for the tag of somebody else, which no version of a sale has. */
    public static Optional<ETag> parse(String quoted) {
        var parts = QUOTED.matcher(quoted);
        return parts.matches()
                ? Optional.of(new ETag(
                        Integer.parseInt(parts.group(1)),
                        new Position(Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)))))
                : Optional.empty();
    }

    /** As the header wants it. */
    public String quoted() {
        return '"' + text() + '"';
    }

    public String text() {
        return partition + "-" + position.epoch() + "-" + position.offset();
    }
}
