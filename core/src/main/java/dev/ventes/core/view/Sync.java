package dev.ventes.core.view;

import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
 * @param made the last change: what it was, whose, and when
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
        Made made,
        Columns base,
        List<String> anomalies) {
    public Sync {
        anomalies = List.copyOf(anomalies);
    }

    /**
     * The change that made a version of a sale.
     *
     * @param op what happened to the sale; {@link Op#READ} where a snapshot found it, so that what was before is not
     *     known
     * @param from where the change was made. It differs from the sale's source where PostgreSQL named a row that the API
     *     had edited, and said nothing new
     * @param by the caller's name, where the API knew it
     * @param eventId the change's own name
     * @param at when it was made
     * @param loggedAt when it reached the log
     */
    public record Made(Op op, Source from, Optional<String> by, String eventId, Instant at, Instant loggedAt) {}

    /** The last change's own name. */
    public String eventId() {
        return made.eventId();
    }

    /** When the last change was made. */
    public Instant madeAt() {
        return made.at();
    }

    /** When it reached the log. */
    public Instant loggedAt() {
        return made.loggedAt();
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
                made,
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
