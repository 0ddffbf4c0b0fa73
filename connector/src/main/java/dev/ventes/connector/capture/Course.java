package dev.ventes.connector.capture;

import dev.ventes.connector.log.ChangeRecord;
import dev.ventes.core.log.Peculiarity;
import java.util.List;

/** What a term has to do and to announce besides sending changes. Called by the engine's polling thread. */
public interface Course {
    /** Whether the term begins with a snapshot. */
    boolean snapshot();

    /** The first record has come, so the slot is held: the last moment to find that it is not the one we meant. */
    void begin() throws Exception;

    /** The snapshot is in the log, all of it and the marks around it. */
    void snapshotComplete(long sentLsn) throws Exception;

    /** The engine streams, and is between two batches: the moment for what else is to be sent. */
    void between() throws Exception;

    /** Debezium says, at this place in the stream, how far it is with what it was asked to read once more. */
    void notified(Notification notification) throws Exception;

    /** PostgreSQL sent something that is no ordinary row. */
    void peculiar(Peculiarity kind);

    /**
     * Changes up to there are on their way; what is announced here goes along with them. Whoever comes next knows by it
     * whether PostgreSQL still has them, which one that was restored has not.
     */
    void sending(long sentLsn);

    /** Kafka has these. */
    void acknowledged(List<ChangeRecord> batch);

    /**
     * The slot is about to be confirmed; what is announced here goes along with the batch, and is acknowledged before.
     *
     * @param position where the slot is then at most
     */
    void confirming(long position);
}
