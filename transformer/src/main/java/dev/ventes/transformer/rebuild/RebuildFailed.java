package dev.ventes.transformer.rebuild;

/** The view could not be made anew, and is as it was; the message says why, and what to do. */
public final class RebuildFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RebuildFailed(String why) {
        super(why, null, false, false);
    }
}
