package dev.ventes.core.log;

import java.util.Optional;

/** What a record of {@code ventes.changes} turns out to be. */
public sealed interface Decoded {
    record Changed(Change change) implements Decoded {}

    record Marked(Mark mark) implements Decoded {}

    /** A record with nothing for us in it: a tombstone, a heartbeat, a logical decoding message. */
    record Ignored(String kind) implements Decoded {}

    /**
     * A record that cannot be applied.
     *
     * @param reason a sentence for the person who will look at it
     * @param named the sale that PostgreSQL has in it, where that can still be told
     */
    record Poison(String reason, Optional<Named> named) implements Decoded {
        private static final int LONGEST = 200;

        public Poison {
            // It may quote what it found, of any length.
            reason = reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST) + "…";
        }
    }

    /** A sale that a connector of this term has named. */
    record Named(long id, long term) {}
}
