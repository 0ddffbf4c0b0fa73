package dev.ventes.transformer.simulation;

import java.util.List;
import java.util.Map;

/**
 * One thing that happens in a history. It names whom it happens to by number and carries every choice that is to be
 * made, so that the others can be left out: where its predecessors are missing, it does nothing.
 */
sealed interface Step {
    /** PostgreSQL: one statement of a transaction, which begins with its first. Several ids are a COPY. */
    record Insert(int transaction, List<Long> ids, Map<String, Object> row) implements Step {}

    record Update(int transaction, long id, Map<String, Object> assignments) implements Step {}

    record Delete(int transaction, long id) implements Step {}

    record Renumber(int transaction, long id, long newId) implements Step {}

    record Commit(int transaction) implements Step {}

    record Rollback(int transaction) implements Step {}

    /** A transaction of its own; {@code ids} are inserted again after it, in the same. */
    record Truncate(List<Long> ids, Map<String, Object> row) implements Step {}

    /** Adds the column {@code canal} with a default, or drops it where it is there. */
    record AlterTable(String byDefault) implements Step {}

    /** Somebody drops the replication slot, or the server gives it up. */
    record DropSlot() implements Step {}

    /** The publication is dropped and made anew around the next commit: the log does not tell of it. */
    record Hide() implements Step {}

    /** Somebody wishes that these ids are read once more. */
    record Resync(long from, long to) implements Step {}

    record BackupPostgres() implements Step {}

    /** PostgreSQL is put back to its last backup. */
    record RestorePostgres() implements Step {}

    /** So many moves of a connector: each sends one record, or does one thing between two records. */
    record Capture(int connector, int moves) implements Step {}

    /** The connector confirms to its slot what Kafka has. */
    record Confirm(int connector) implements Step {}

    record CrashConnector(int connector) implements Step {}

    /** The connector freezes for so long that PostgreSQL ends the session that holds its lock. */
    record LoseLock(int connector) implements Step {}

    record ApiCreate(long id, Map<String, Object> row) implements Step {}

    /** A replacement, or where {@code row} is null a deletion. */
    record ApiWrite(long id, Map<String, Object> row, Expects expects) implements Step {}

    /** What the patch says of the sale: null removes a column, except for those that every sale has. */
    record ApiPatch(long id, Map<String, Object> patch, Expects expects) implements Step {}

    /** So many moves of a transformer: each is one call to a server, or the work between two. */
    record Transform(int instance, int moves, int pollSize) implements Step {}

    record CrashTransformer(int instance) implements Step {}

    /** The answer to the last call does not arrive: the batch is done again. */
    record LoseAnswer(int instance) implements Step {}

    /** The group gives partition p to the instance of bit p. An instance that is busy is taken for dead. */
    record Rebalance(int owners) implements Step {}

    /** Time passes, and nothing else. */
    record Wait(long millis) implements Step {}

    record Backup() implements Step {}

    /** MongoDB is put back to the last backup. */
    record Restore() implements Step {}

    /** The log is deleted and created anew, and whatever was in it is gone. */
    record RecreateLog() implements Step {}

    /** A partition's log loses its last records, of which some had been applied. */
    record CutLog(int partition, int records) implements Step {}

    /** What a write through the API expects. */
    enum Expects {
        PRESENT,
        /** The version that the view shows. */
        SHOWN,
        /** The version that the view showed when the sale was last written through the API. */
        EARLIER
    }
}
