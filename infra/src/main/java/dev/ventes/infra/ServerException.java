package dev.ventes.infra;

/** A server could not be started or stopped. The message says why in words that help whoever typed the command. */
public class ServerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ServerException(String message) {
        super(message);
    }

    public ServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
