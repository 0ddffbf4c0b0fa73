package dev.ventes.transformer.simulation;

/** PostgreSQL's replication slot: it keeps the transactions from {@link #confirmed} on. */
final class Slot {
    final long generation;
    int confirmed;
    Connector holder;

    Slot(long generation, int confirmed, Connector holder) {
        this.generation = generation;
        this.confirmed = confirmed;
        this.holder = holder;
    }
}
