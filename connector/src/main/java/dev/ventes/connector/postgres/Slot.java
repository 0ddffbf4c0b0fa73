package dev.ventes.connector.postgres;

/**
 * A replication slot of ours.
 *
 * @param generation the number in its name
 * @param holder the backend that reads it; 0 if nobody does
 * @param confirmed the position up to which a connector has confirmed it
 * @param lost why PostgreSQL has given it up; null while it can be read
 * @param synced whether it is the copy that a standby kept of the slot of the server that it followed
 */
public record Slot(String name, long generation, int holder, long confirmed, String lost, boolean synced) {
    public static String name(String prefix, long generation) {
        return prefix + "_" + generation;
    }
}
