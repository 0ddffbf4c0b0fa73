package dev.ventes.transformer.fold;

import dev.ventes.core.log.Position;

/**
 * Where the view stands in one partition of the log, and what it must remember of the log to go on.
 *
 * @param topicId Kafka's own id of the topic: a recreated topic has another one
 * @param partitions how many the log has: with another number every sale would change its partition
 * @param epoch how often the log has been replaced or cut, from 1
 * @param offset the last applied record's; -1 before the first
 * @param leaderEpoch the last applied record's leader epoch; -1 before the first
 * @param owner which claim of the partition this state belongs to
 * @param term the highest term that a connector has announced here
 * @param generation the last term that began with a snapshot
 * @param reading whether that snapshot has begun in this log and not ended: only then does its end mean anything
 * @param resyncing the offset at which ids began to be read once more; -1 while none are
 * @param truncated the last TRUNCATE
 */
public record PartitionState(
        int partition,
        String topicId,
        int partitions,
        long epoch,
        long offset,
        int leaderEpoch,
        long owner,
        long term,
        long generation,
        boolean reading,
        long resyncing,
        Truncated truncated) {

    /** A TRUNCATE that has been applied; {@link #NONE} before the first. */
    public record Truncated(long generation, long lsn) {
        public static final Truncated NONE = new Truncated(0, 0);
    }

    /** Before the first record. */
    public static PartitionState first(int partition, String topicId, int partitions, long owner) {
        return new PartitionState(partition, topicId, partitions, 1, -1, -1, owner, 0, 0, false, -1, Truncated.NONE);
    }

    public Position position(long offset) {
        return new Position(epoch, offset);
    }

    public PartitionState at(long offset, int leaderEpoch) {
        return with(topicId, epoch, offset, leaderEpoch, term, generation, reading, resyncing, truncated);
    }

    /** The same place in a log that is not the one that was read so far. */
    public PartitionState inNewLog(String topicId) {
        return with(topicId, epoch + 1, -1, -1, term, generation, false, -1, truncated);
    }

    /** What an engine was reading ends with it. */
    PartitionState startedBy(long term, boolean snapshot) {
        return heard(term, snapshot ? term : generation, snapshot, -1, truncated);
    }

    /** The snapshot is complete. */
    public PartitionState read() {
        return heard(term, generation, false, resyncing, truncated);
    }

    public PartitionState resyncingFrom(long offset) {
        return heard(term, generation, reading, offset, truncated);
    }

    public PartitionState truncatedAt(long lsn) {
        return heard(term, generation, reading, resyncing, new Truncated(generation, lsn));
    }

    private PartitionState heard(long term, long generation, boolean reading, long resyncing, Truncated truncated) {
        return with(topicId, epoch, offset, leaderEpoch, term, generation, reading, resyncing, truncated);
    }

    private PartitionState with(
            String topicId,
            long epoch,
            long offset,
            int leaderEpoch,
            long term,
            long generation,
            boolean reading,
            long resyncing,
            Truncated truncated) {
        return new PartitionState(
                partition,
                topicId,
                partitions,
                epoch,
                offset,
                leaderEpoch,
                owner,
                term,
                generation,
                reading,
                resyncing,
                truncated);
    }
}
