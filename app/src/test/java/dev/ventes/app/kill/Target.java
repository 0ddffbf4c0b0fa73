package dev.ventes.app.kill;

import java.time.Duration;
import java.util.Set;

/** A process, or a server, that faults strike. */
interface Target {
    /** {@code connector}, {@code PostgreSQL}: what the report counts by. */
    String component();

    /** Which of the component's instances it is. */
    String name();

    Set<Fault> faults();

    /** Breaks it, waits for {@code down}, mends it, and returns when that is done. One fault at a time. */
    void strike(Fault fault, Duration down);
}
