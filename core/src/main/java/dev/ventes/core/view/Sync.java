package dev.ventes.core.view;

import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import java.time.Instant;
import java.util.List;

/**
 * What the sync needs to know of a sale, kept with it in one document.
 *
 * @param source who made the change that the sale shows
 * @param partition the sale's partition of {@code ventes.changes}
 * @param position the last change's place in it: the sale's version
 * @param generation the generation in which PostgreSQL last named the sale; 0 if it never did
 * @param seen the offset of the last record in which PostgreSQL named the sale; -1 if it never did
 * @param lsn the highest lsn of PostgreSQL's streamed changes in that generation; 0 before the first
 * @param commitMicros their highest commit time, microseconds since 1970; 0 before the first
 * @param eventId the last change's own name
 * @param madeAt when the last change was made
 * @param loggedAt when it reached the log
 * @param base PostgreSQL's last row, where the sale was edited or deleted through the API; else null
 * @param anomalies what is odd about the sale: the names of columns that could not be computed
 */
public record Sync(
        Source source,
        int partition,
        Position position,
        long generation,
        long seen,
        long lsn,
        long commitMicros,
        String eventId,
        Instant madeAt,
        Instant loggedAt,
        Columns base,
        List<String> anomalies) {
    public Sync {
        anomalies = List.copyOf(anomalies);
    }

    /**
     * The same, with PostgreSQL having named the sale once more, in a record that did not change it.
     *
     * @param offset the record's
     */
    public Sync seen(long generation, long offset) {
        var sameGeneration = generation == this.generation;
        return new Sync(
                source,
                partition,
                position,
                generation,
                offset,
                sameGeneration ? lsn : 0,
                sameGeneration ? commitMicros : 0,
                eventId,
                madeAt,
                loggedAt,
                base,
                anomalies);
    }

    /** Where a change was made. */
    public enum Source {
        POSTGRES("postgres"),
        API("api");

        private final String label;

        Source(String label) {
            this.label = label;
        }

        /** As documents, topics and metrics spell it. */
        public String label() {
            return label;
        }

        /** What {@link #label} gave. */
        public static Source of(String label) {
            return label.equals(API.label) ? API : POSTGRES;
        }
    }
}
