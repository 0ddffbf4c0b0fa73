package dev.ventes.api.progress;

import dev.ventes.core.topic.Progress.Condition;

/** What the transformer made of a change, once progress has passed it. */
public sealed interface Outcome {
    /** The view has it, or something newer; its position has this epoch. */
    record Applied(long epoch) implements Outcome {}

    record Refused(Condition condition) implements Outcome {}

    record Rejected(String reason) implements Outcome {}

    /** The log is not the one any more that the change was appended to. */
    record Lost(String why) implements Outcome {}
}
