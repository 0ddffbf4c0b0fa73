package dev.ventes.core.log;

import java.time.Instant;

/** What the connector tells every partition between the changes. */
public sealed interface Mark {
    /** The term of the connector's engine that speaks. */
    long term();

    /** An engine begins; with a snapshot, a generation begins with it, and has the term's number. */
    record Start(long term, boolean snapshot) implements Mark {}

    /** The generation's snapshot is complete: what PostgreSQL held before and was not read is gone. */
    record End(long term) implements Mark {}

    /** The table, or some ids of it, are read once more while the stream goes on. */
    record ResyncStart(long term) implements Mark {}

    /**
     * They have been read: what PostgreSQL held of them, and has not named since the start, is gone.
     *
     * @param from the lowest id that was asked for
     * @param to the highest
     */
    record ResyncEnd(long term, long from, long to) implements Mark {}

    /** TRUNCATE. */
    record Truncate(long term, long lsn, long commitMicros) implements Mark {
        public Instant madeAt() {
            return Instant.ofEpochMilli(Math.floorDiv(commitMicros, 1000));
        }
    }
}
