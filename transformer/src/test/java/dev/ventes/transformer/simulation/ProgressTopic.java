package dev.ventes.transformer.simulation;

import java.util.TreeSet;

/** What {@code ventes.progress} tells the connectors: its last record of each kind. */
final class ProgressTopic {
    private long term;
    private long heard;
    private Generation generation;
    private Resync resync = new Resync(0, 0, 0, false, false);
    /** The partitions whose log has a hole. */
    private final TreeSet<Integer> wanted = new TreeSet<>();

    /** The announced generation, the log it was sent to, and how far its slot may have been confirmed. */
    record Generation(long number, String topicId, boolean complete, int confirmed) {
        Generation at(boolean complete, int confirmed) {
            return new Generation(number, topicId, complete, confirmed);
        }
    }

    /** The last wish that rows are read once more, and how far it has come. */
    record Resync(int number, long from, long to, boolean open, boolean begun) {}

    Resync resync() {
        return resync;
    }

    void wish(long from, long to) {
        resync = new Resync(resync.number + 1, from, to, true, false);
    }

    void resyncing(int number) {
        if (resync.number == number) {
            resync = new Resync(number, resync.from, resync.to, true, true);
        }
    }

    void resynced(int number) {
        if (resync.number == number) {
            resync = new Resync(number, resync.from, resync.to, false, true);
        }
    }

    long term() {
        return term;
    }

    long heard() {
        return heard;
    }

    Generation generation() {
        return generation;
    }

    boolean snapshotWanted() {
        return !wanted.isEmpty();
    }

    void take(long next) {
        term = Math.max(term, next);
    }

    void hear(long view) {
        heard = Math.max(heard, view);
    }

    void announce(Generation announced) {
        term = Math.max(term, announced.number());
        generation = announced;
    }

    void want(int partition) {
        wanted.add(partition);
    }

    void retractWanted() {
        wanted.clear();
    }
}
