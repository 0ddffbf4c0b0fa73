package dev.ventes.app.kill;

import java.util.stream.LongStream;

/** Who writes which sale: so that it is known of each what it may be in the end. */
final class Ids {
    /** PostgreSQL updates their price, and the API their quantity. */
    static final long SHARED_FIRST = 100;

    static final int SHARED = 60;

    /** Deleted and inserted again under the same id, in PostgreSQL, by transactions that wait for each other. */
    static final long REBORN_FIRST = 200;

    static final int REBORN = 40;

    /** PostgreSQL's own, from its sequence. */
    static final long SEQUENCE_FIRST = 1_000;

    /** Made through the API. */
    static final long API_FIRST = 1_000_000_000;

    private Ids() {}

    static Long[] shared() {
        return LongStream.range(SHARED_FIRST, SHARED_FIRST + SHARED).boxed().toArray(Long[]::new);
    }

    static boolean isShared(long id) {
        return id >= SHARED_FIRST && id < SHARED_FIRST + SHARED;
    }
}
