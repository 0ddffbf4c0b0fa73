package dev.ventes.core.log;

/** The name ({@code ce_id}) of a change that PostgreSQL made: the same however often the connector sends it. */
public final class PostgresEvent {
    private static final String PREFIX = "pg-";
    /** After the prefix, the log's position and the commit. */
    private static final int OP = 3;

    private PostgresEvent() {}

    /**
     * Of one change one name.
     *
     * @param id null where the change is about no sale
     */
    public static String name(long lsn, long micros, String op, Long id) {
        return PREFIX + Long.toHexString(lsn) + "-" + Long.toHexString(micros) + "-" + op
                + (id == null ? "" : "-" + id);
    }

    /** Whether it is the name of one. */
    public static boolean isOne(String name) {
        return name.startsWith(PREFIX);
    }

    /** Whether it is the name of a row that a snapshot found. */
    public static boolean isRead(String name) {
        var parts = name.split("-", -1);
        return isOne(name) && parts.length > OP && parts[OP].equals(Op.READ.code());
    }
}
