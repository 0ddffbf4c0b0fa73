package dev.ventes.transformer.simulation;

/** A rule that is broken on purpose, to see that the simulation finds it. */
enum Flaw {
    NONE,
    /** Rule 5: a change that PostgreSQL repeats is taken for new. */
    REPETITIONS_ARE_NEW,
    /** Rule 5: told by the lsn alone. */
    COMMIT_TIME_IS_IGNORED,
    /** Rule 5: told by the commit time alone. */
    LSN_IS_IGNORED,
    /** Rule 6. */
    TERM_IS_IGNORED,
    /** Rule 7: the engine goes on after a snapshot that did not finish. */
    UNFINISHED_SNAPSHOT_COUNTS,
    /** Rule 8: a read has the lsn and the time at which it was sent. */
    READS_HAVE_A_PLACE_IN_THE_STREAM,
    /** Rule 1: sales are replaced whatever is there. */
    SALES_ARE_NOT_GUARDED,
    /** Rule 14. */
    PARTITIONS_ARE_NOT_GUARDED,
    /** Rule 14: of the partition's document only the owner is guarded. */
    RESTORE_IS_NOT_NOTICED,
    /** Rule 14: a log that ends before the resume point is taken to have been cut there, also if it has grown since. */
    CUT_IS_TAKEN_TO_BE_AT_THE_END,
    /** Rule 14: an instance that lost the partition remembers that it saw a cut. */
    CUT_IS_REMEMBERED_FOR_EVER,
    /** Rule 14: only the bounds of the log are looked at. */
    LEADER_EPOCH_IS_IGNORED,
    /** Rule 9. */
    SWEEP_IGNORES_THE_STAMP,
    /** Rule 9. */
    NOTHING_IS_SWEPT,
    /** Rule 10: what is read is sent after what was committed since. */
    RESYNC_IS_A_PLAIN_SELECT,
    /** Rule 10. */
    RESYNC_IGNORES_WHAT_WAS_SEEN,
    /** Rule 10. */
    RESYNC_REMOVES_NOTHING,
    /** Rule 10: a new engine takes a running wish for a fulfilled one. */
    RESYNC_IS_NOT_BEGUN_AGAIN,
    /** Rule 11. */
    REPEATED_TRUNCATE_IS_NEW,
    /** Rule 12: PostgreSQL's update replaces the sale. */
    UPDATES_REPLACE,
    /** Rule 26: a patch is taken for the whole sale. */
    PATCHES_REPLACE,
    /** Rule 28: whoever comes after a crash finds the sales applied, and does not know what they were. */
    HISTORY_IS_WRITTEN_LAST,
    /** Rule 16. */
    APPLIED_BEFORE_PUBLISHED,
    /** Rule 16. */
    REFUSED_AFTER_APPLIED,
    /** Rule 16. */
    RESUME_POINT_BEFORE_SALES,
    /** Rule 16. */
    ANNOUNCED_BEFORE_APPLIED,
    /** Rule 19. */
    BUCKETS_ARE_NOT_GUARDED,
    /** Rule 19. */
    BUCKETS_FORGET_WHAT_THEY_COUNTED,
    /** Rule 19: whoever comes after a crash finds the sales applied, and counts them no more. */
    COUNTED_AFTER_APPLIED,
    /** Rule 20. */
    NO_FENCE,
    /** The slot is confirmed for what has been received, and not yet sent. */
    CONFIRMED_BEFORE_SENT,
    /** Rule 3: the epoch stays where the log was replaced. */
    EPOCH_STAYS
}
