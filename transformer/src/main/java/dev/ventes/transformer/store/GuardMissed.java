package dev.ventes.transformer.store;

/** A write found another state than the one it expected: another instance was there. */
public final class GuardMissed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GuardMissed(String what) {
        super(what);
    }
}
