package dev.ventes.core.log;

import dev.ventes.core.sale.Columns;
import java.time.Instant;
import java.util.Optional;

/** One change of one sale, as it was asked for in {@code ventes.changes}. */
public sealed interface Change {
    long id();

    Op op();

    /** The row after the change, or what the change says of it; null for a delete. */
    Columns after();

    /** The change's own name: the same when PostgreSQL or the log repeats it. */
    String eventId();

    /** When it was made, to the millisecond: PostgreSQL's commit, or the API's append. */
    Instant madeAt();

    /**
     * A change that was committed in PostgreSQL.
     *
     * @param term the term of the connector's engine that sent it
     * @param lsn the change's own place in PostgreSQL's log; 0 for a read, which has none
     * @param commitMicros the commit's time, microseconds since 1970
     */
    record FromPostgres(long id, Op op, Columns after, String eventId, long term, long lsn, long commitMicros)
            implements Change {
        @Override
        public Instant madeAt() {
            return Instant.ofEpochMilli(Math.floorDiv(commitMicros, 1000));
        }
    }

    /**
     * A change that was made through the API.
     *
     * @param after the row; of a partial change a JSON merge patch (RFC 7396) over the row at its place in the log
     * @param partial whether {@code after} is a patch
     * @param subject the caller's name, where the API knows its callers: {@link CloudEvent#isSubject}
     */
    record FromApi(
            long id,
            Op op,
            Columns after,
            boolean partial,
            String eventId,
            Instant madeAt,
            Expectation expects,
            Optional<String> subject)
            implements Change {}
}
