package dev.ventes.connector;

/** Another connector has taken a higher term: this one has nothing to say any more. */
final class SupersededException extends Exception {
    private static final long serialVersionUID = 1L;

    SupersededException(long own, long higher) {
        super("term " + higher + " has been taken, this connector's is " + own);
    }
}
