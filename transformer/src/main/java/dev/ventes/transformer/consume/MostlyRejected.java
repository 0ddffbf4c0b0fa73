package dev.ventes.transformer.consume;

/**
 * Most of a batch cannot be applied: something is wrong with whoever writes the log, or with how it is read. Going on
 * would drain the log into the rejected records, from where it would have to be brought back by hand.
 */
final class MostlyRejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MostlyRejected(long rejected, int of, String reason) {
        super(rejected + " of " + of + " records would be rejected, the last one because: " + reason
                + "; mend what writes them, or set ventes.transformer.reject-most = true to have them rejected");
    }
}
