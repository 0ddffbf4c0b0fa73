package dev.ventes.connector.postgres;

/**
 * A replication slot of ours.
 *
 * @param generation the number in its name
 * @param holder the backend that reads it; 0 if nobody does
 * @param confirmed the position up to which a connector has confirmed it
 * @param lost why PostgreSQL has given it up; null while it can be read
 */
public record Slot(String name, long generation, int holder, long confirmed, String lost) {
    public static String name(String prefix, long generation) {
        return prefix + "_" + generation;
    }
}
