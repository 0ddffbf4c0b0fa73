package dev.ventes.transformer.publish;

import dev.ventes.core.topic.Topics;
import org.apache.kafka.common.errors.ApiException;

/**
 * The topics refuse the time at which this instance last proved its ownership. Either the proof is too old, since the
 * instance was frozen or cut off, and others may have taken over; or its clock and the broker's disagree, so that
 * nobody can tell how old the proof is.
 */
public final class StampRefused extends ApiException {
    private static final long serialVersionUID = 1;

    StampRefused(Throwable refusal) {
        super(
                "Kafka refuses this instance's time stamps: it was away for more than " + Topics.FENCE.toSeconds()
                        + " s, or its clock is ahead of the broker's by more than "
                        + Topics.AHEAD.toSeconds() + " s, or behind it: " + refusal.getMessage(),
                refusal);
    }
}
