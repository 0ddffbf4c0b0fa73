package dev.ventes.core.log;

import java.util.Locale;

/**
 * What PostgreSQL may send besides ordinary rows. What becomes of each is in {@code docs/postgresql.md}; each is counted
 * by whoever sees it first, in one metric.
 */
public enum Peculiarity {
    // Seen by the connector.
    TRUNCATE,
    /** The id of a row was changed. */
    KEY_CHANGED,
    /** Columns were added, dropped, renamed or got another type; counted with the next change of a row. */
    COLUMNS_CHANGED,
    /** A logical decoding message that is not our heartbeat. */
    MESSAGE,
    /** A row that no record takes. */
    OVERSIZE,
    /** A term began on a replica identity that is not FULL. */
    IDENTITY_NOT_FULL,
    /** A hole in the stream could not be excluded, and the table is read again as a whole. */
    READ_AGAIN,

    // Seen by the transformer.
    /** A change came again. */
    REPEATED,
    /** A large value that an update did not touch was left out. */
    UNCHANGED_VALUE,
    /** Without quantite or prix_unitaire there is no amount. */
    NO_AMOUNT,
    /** prix_unitaire is NaN or infinite. */
    NOT_A_NUMBER,
    /** date_vente is infinite, or outside the years 1 to 9999. */
    NO_DATE,
    /** The id belongs to the sales that are made through the API. */
    ID_OF_THE_API,
    /** The row stands in {@code ventes.rejected}. */
    REJECTED;

    /** As metrics and documents spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
