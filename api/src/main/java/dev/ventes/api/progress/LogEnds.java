package dev.ventes.api.progress;

import java.time.Instant;
import java.util.Map;

/**
 * Where the log ended when it was looked at last.
 *
 * @param after by partition, the offset after its last record
 * @param rate how many records came in a second, over the last looks
 */
public record LogEnds(Instant time, String topicId, Map<Integer, Long> after, double rate) {
    public LogEnds {
        after = Map.copyOf(after);
    }
}
