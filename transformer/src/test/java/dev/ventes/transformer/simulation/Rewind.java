package dev.ventes.transformer.simulation;

/** Somebody else was there, or the log is not what it was: back to the resume point. */
final class Rewind extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Rewind() {
        super("rewind", null, false, false);
    }
}
