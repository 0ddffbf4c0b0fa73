package dev.ventes.transformer.simulation;

/** A promise that was broken. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String what) {
        // No stack trace: there are as many of these as the shrinking has attempts, and the steps say more.
        super(what, null, false, false);
    }
}
