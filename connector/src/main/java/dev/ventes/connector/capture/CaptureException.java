package dev.ventes.connector.capture;

/** The engine has to end; its cause says why. A new one may well succeed. */
public final class CaptureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CaptureException(String message, Throwable cause) {
        super(message, cause);
    }

    public CaptureException(String message) {
        super(message);
    }
}
