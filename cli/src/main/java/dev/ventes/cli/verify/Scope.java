package dev.ventes.cli.verify;

import java.time.Duration;

/**
 * What a verification looks at, and how far it goes.
 *
 * @param rows that are compared at once
 * @param limit of differences after which it gives up
 * @param patience how long the stream may take to pass a row
 */
record Scope(Ids ids, int rows, int limit, Duration patience) {
    private static final Ids ALL = new Ids(Long.MIN_VALUE, Long.MAX_VALUE);

    /** As the program has it where nothing else is said. */
    static final Scope USUAL = new Scope(ALL, 10_000, 10_000, Duration.ofSeconds(30));

    /** Whether it is the whole table. */
    boolean isWhole() {
        return ids.equals(ALL);
    }
}
