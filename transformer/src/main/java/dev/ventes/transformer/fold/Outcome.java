package dev.ventes.transformer.fold;

import dev.ventes.core.log.Op;
import dev.ventes.core.topic.Progress.Condition;
import dev.ventes.core.view.SaleDocument;

/** What becomes of one record. */
public sealed interface Outcome {
    /**
     * The sale has changed.
     *
     * @param op what happened to the sale that the view shows, which may differ from what happened to the row
     * @param before the live sale before, or null
     * @param after the sale, or its marker, after
     */
    record Applied(Op op, SaleDocument before, SaleDocument after) implements Outcome {}

    /** The log is repeated: the sale is here already, in this state, which is published again. */
    record Repeated(SaleDocument present) implements Outcome {}

    /** Nothing to do. */
    record Skipped(Reason reason) implements Outcome {}

    /** The condition of a write through the API does not hold. */
    record Refused(Condition condition) implements Outcome {}

    /** It cannot be applied. */
    record Rejected(String reason) implements Outcome {}

    /** A mark was noted. */
    record Noted() implements Outcome {}

    /** Why a record is skipped. */
    enum Reason {
        /** PostgreSQL sent a change again that its slot had not confirmed. */
        POSTGRES_REPEATED,
        /** An engine that has been replaced still spoke. */
        STALE_TERM,
        /** A record with nothing in it for the view. */
        MEANINGLESS
    }
}
