package dev.ventes.transformer.simulation;

import java.util.ArrayDeque;

/** Something that a transformer has begun, cut into moves between which it can crash, freeze or be overtaken. */
abstract class Work {
    private final ArrayDeque<Runnable> moves = new ArrayDeque<>();

    final void then(Runnable move) {
        moves.add(move);
    }

    /** Makes the next move; whether it was the last. */
    final boolean move() {
        moves.remove().run();
        return moves.isEmpty();
    }

    /** The same from its beginning; null where nothing is left of it. */
    abstract Work again();
}
