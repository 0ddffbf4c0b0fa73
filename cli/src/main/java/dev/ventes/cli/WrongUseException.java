package dev.ventes.cli;

/** The command cannot do what it was asked to; the message says why. */
public final class WrongUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WrongUseException(String why) {
        super(why, null, false, false);
    }
}
