package dev.ventes.connector.capture;

/** What a term has to do and to announce besides sending changes. Called by the engine's polling thread. */
public interface Course {
    /** Whether the term begins with a snapshot. */
    boolean snapshot();

    /** The first record has come, so the slot is held: the last moment to find that it is not the one we meant. */
    void begin() throws Exception;

    /** The snapshot is in the log, all of it and the marks around it. */
    void snapshotComplete(long sentLsn) throws Exception;

    /** Everything up to this position is in the log; sent along with the batch. */
    void sent(long lsn);
}
