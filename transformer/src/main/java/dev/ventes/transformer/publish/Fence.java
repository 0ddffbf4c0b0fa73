package dev.ventes.transformer.publish;

import dev.ventes.core.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When this instance last proved that the group still counts it in. Records are stamped with that time, and the
 * topics refuse stamps older than {@link Topics#FENCE}: what lay in a frozen instance's buffer is refused when it
 * goes out after the thaw. The loop's thread.
 */
public final class Fence {
    private final Clock clock;
    private Instant proved = Instant.EPOCH;

    public Fence(Clock clock) {
        this.clock = clock;
    }

    /** Ownership was proved by something that began at {@code begun}. */
    public void provedAt(Instant begun) {
        if (begun.isAfter(proved)) {
            proved = begun;
        }
    }

    public boolean needsProof() {
        return Duration.between(proved, clock.instant()).compareTo(Topics.PROOF) > 0;
    }

    /** The stamp for records that are published now: milliseconds since 1970. */
    public long stamp() {
        return proved.toEpochMilli();
    }
}
