package dev.ventes.core.topic;

import java.util.List;
import java.util.Objects;

/**
 * A record of {@code ventes.progress}. The topic is compacted by {@link Key}, so that a newcomer learns the present
 * state from it. An offset here is only meaningful together with the topic id and the epoch beside it.
 */
public sealed interface Progress {
    Key key();

    /** What the record replaces: the last one of its kind, for its partition, or its instance, where it has one. */
    record Key(String kind, Integer partition, String service, String instance) {
        Key(String kind, Integer partition) {
            this(kind, partition, null, null);
        }
    }

    /**
     * Every record of the partition up to {@code offset} is readable in the view.
     *
     * @param term the highest that the view has heard there: a connector with a lower one would not be listened to
     * @param times of the batch that came to there; null where there was none: in the resume point of who takes over
     */
    record Applied(int partition, String topicId, long epoch, long offset, long term, Times times) implements Progress {
        public Applied(int partition, String topicId, long epoch, long offset, long term) {
            this(partition, topicId, epoch, offset, term, null);
        }

        @Override
        public Key key() {
            return new Key("applied", partition);
        }
    }

    /**
     * When a batch got on, by the transformer's clock: milliseconds since 1970. The record's own timestamp says something
     * else, and so do those of {@code ventes.enriched}.
     *
     * @param published all of it is on {@code ventes.enriched}
     * @param applied all of it is in the view
     */
    record Times(long published, long applied) {}

    /** Changes whose condition did not hold, of one batch; announced before {@link Applied} passes them. */
    record Refused(int partition, String topicId, long epoch, List<Refusal> refusals) implements Progress {
        public Refused {
            refusals = List.copyOf(refusals);
        }

        @Override
        public Key key() {
            return new Key("refused", partition);
        }
    }

    record Refusal(long offset, Condition condition) {}

    /** The condition of a write through the API that did not hold. */
    enum Condition {
        /** PUT, PATCH or DELETE of a sale that is not there. */
        NOT_THERE,
        /** A create whose id is taken. */
        TAKEN,
        /** {@code If-Match} named another version. */
        OTHER_VERSION
    }

    /** Records that could not be applied, of one batch; announced before {@link Applied} passes them. */
    record Rejected(int partition, String topicId, long epoch, List<Rejection> rejections) implements Progress {
        public Rejected {
            rejections = List.copyOf(rejections);
        }

        @Override
        public Key key() {
            return new Key("rejected", partition);
        }
    }

    record Rejection(long offset, String reason) {}

    /** The log does not reach back to where the view was: only a new snapshot of PostgreSQL closes the hole. */
    record SnapshotWanted(int partition, String topicId, long epoch, String reason) implements Progress {
        @Override
        public Key key() {
            return new Key("snapshot-wanted", partition);
        }
    }

    /**
     * The table is to be read once more while the stream goes on, or some of it. One at a time: a new wish replaces the
     * last. Written by whoever wants it, then by the connector, as it gets on.
     *
     * @param id the wish's own name
     * @param from the lowest id to read
     * @param to the highest
     * @param filter an SQL condition that the rows must fulfil besides; null for all. With one, nothing is removed that
     *     PostgreSQL no longer has: nobody could tell whether the condition held for it
     * @param rows how many have been read so far
     * @param fault why it failed; else null
     */
    record Resync(String id, long from, long to, String filter, Stage stage, long rows, String fault)
            implements Progress {
        /** How far it has come. */
        public enum Stage {
            WANTED,
            RUNNING,
            DONE,
            FAILED
        }

        @Override
        public Key key() {
            return new Key("resync", null);
        }

        public Resync at(Stage stage, long rows, String fault) {
            return new Resync(id, from, to, filter, stage, rows, fault);
        }

        /** The same without the condition. */
        public Resync ofAll() {
            return new Resync(id, from, to, null, stage, rows, fault);
        }

        /** Whether somebody still waits for it. */
        public boolean open() {
            return stage == Stage.WANTED || stage == Stage.RUNNING;
        }
    }

    /**
     * How an instance of a service is doing: told again and again, and taken back by one that is stopped. One that dies
     * leaves it behind.
     *
     * @param instance the name of the instance among those of its service, the same after a restart
     * @param since when it was started, in milliseconds since 1970
     * @param every how many milliseconds later it tells again
     * @param fault why it cannot get further, in its own words; null if it can
     */
    record Status(String instance, long since, long every, String fault, StatusReport report) implements Progress {
        public Status {
            Objects.requireNonNull(instance);
            Objects.requireNonNull(report);
        }

        @Override
        public Key key() {
            return new Key("status", null, report.service(), instance);
        }
    }

    /**
     * What the last verification of the whole table found.
     *
     * @param at when it ended, in milliseconds since 1970
     * @param rows of PostgreSQL that were compared; null, as the next two, where it failed
     * @param differing how many of them the view has otherwise, and how many figures are not what the sales add up to
     * @param unsettled how many may differ, or were under way
     * @param fault why it failed, or could not tell all; null if it did
     */
    record Verified(long at, long durationMillis, Long rows, Long differing, Long unsettled, String fault)
            implements Progress {
        @Override
        public Key key() {
            return new Key("verified", null);
        }
    }

    /** The highest term that a connector has taken. */
    record Term(long term) implements Progress {
        @Override
        public Key key() {
            return new Key("term", null);
        }
    }

    /**
     * The present generation, and what it was taken from.
     *
     * @param first whether no snapshot before it was ever complete, so that the view is not whole before it is
     * @param complete whether its snapshot has been read to the end
     * @param slot the replication slot that carries on from it
     * @param systemIdentifier PostgreSQL's own name of the cluster
     * @param timeline the cluster's timeline when the last engine began
     * @param tableOid the table's oid: another one is another table
     * @param topicId Kafka's own id of the log that it was written to: in another one it is missing
     * @param sentLsn the highest lsn that may be in the log: it is announced together with the changes; a server
     *     below it was restored
     * @param confirmedLsn the highest position that the slot may have been confirmed to; a slot above it is another one
     * @param publication what PostgreSQL calls the publication inside; another one may lack changes
     * @param standbys the slots of the standbys that have all that was ever sent, since PostgreSQL sends a change only
     *     when it is on them; null if there are none
     */
    record Generation(
            long generation,
            boolean first,
            boolean complete,
            String slot,
            String systemIdentifier,
            int timeline,
            long tableOid,
            String topicId,
            long sentLsn,
            long confirmedLsn,
            String publication,
            String standbys)
            implements Progress {
        @Override
        public Key key() {
            return new Key("generation", null);
        }

        /** The same, further on. */
        public Generation at(boolean complete, long sentLsn, long confirmedLsn, String publication) {
            return of(complete, timeline, sentLsn, confirmedLsn, publication, standbys);
        }

        /** The same, of a server with this timeline and these standbys. */
        public Generation on(int timeline, String standbys) {
            return of(complete, timeline, sentLsn, confirmedLsn, publication, standbys);
        }

        private Generation of(
                boolean complete, int timeline, long sentLsn, long confirmedLsn, String publication, String standbys) {
            return new Generation(
                    generation,
                    // The view stays whole when a snapshot that was complete is not relied on any more.
                    first && (complete || !this.complete),
                    complete,
                    slot,
                    systemIdentifier,
                    timeline,
                    tableOid,
                    topicId,
                    sentLsn,
                    confirmedLsn,
                    publication,
                    standbys);
        }
    }
}
