package dev.ventes.transformer.consume;

import dev.ventes.transformer.fold.PartitionState;

/**
 * A partition of the log as Kafka has it now.
 *
 * @param beginning the first offset that is still there
 * @param end the offset that the next record will get
 * @param cutAt from where its records are others than those that were read so far, as Kafka told when it was read;
 *     {@link #NOWHERE} if it told nothing, {@link #SOMEWHERE} if all that is left of it is new, {@link #UNKNOWN} if it only
 *     has no next record
 */
record LogBounds(String topicId, long beginning, long end, long cutAt) {
    static final long NOWHERE = -1;
    static final long SOMEWHERE = -2;
    static final long UNKNOWN = -3;

    /** Why the log is not the one in which {@code state} stands, in a sentence; null if it is. */
    String faultFor(PartitionState state) {
        if (!state.topicId().equals(topicId)) {
            return "the topic was created anew";
        }
        var next = state.offset() + 1;
        if (cutAt >= 0 || cutAt == SOMEWHERE) {
            return "it was cut before " + next;
        }
        if (next < beginning) {
            return "records " + next + " to " + (beginning - 1) + " were deleted before they were read";
        }
        // With a leader epoch, Kafka will tell from where it was cut: it may have grown again since.
        var isTold = cutAt == UNKNOWN || state.leaderEpoch() < 0;
        return isTold && next > end ? "it was cut at " + end + ", before " + next : null;
    }

    /**
     * Where to go on in a log that has a fault: the last record that is not to be read. Of a log that was cut, what is
     * left has been applied: to apply it again, as if it were new, would put old writes over newer ones.
     */
    long resumeAfter(PartitionState state) {
        var sameTopic = state.topicId().equals(topicId);
        if (sameTopic && cutAt >= 0) {
            return Math.max(cutAt, beginning) - 1;
        }
        var wasCut = sameTopic && cutAt != SOMEWHERE && state.offset() + 1 > end;
        return (wasCut ? end : beginning) - 1;
    }
}
