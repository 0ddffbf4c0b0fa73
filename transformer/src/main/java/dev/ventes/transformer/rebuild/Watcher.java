package dev.ventes.transformer.rebuild;

/** Told how a rebuild gets on, by its thread. */
public interface Watcher {
    /** So many records have been read, which is this part of those that there were. */
    void reached(long records, double part);

    void says(String what);
}
