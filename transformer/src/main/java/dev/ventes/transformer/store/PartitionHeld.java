package dev.ventes.transformer.store;

/** A partition cannot be claimed for now: the view is about to be replaced. */
public final class PartitionHeld extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PartitionHeld(String why) {
        super(why);
    }
}
