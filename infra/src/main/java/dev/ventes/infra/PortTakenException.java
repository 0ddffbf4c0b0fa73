package dev.ventes.infra;

/** The port that a server was told to use belongs to somebody else. Carries both, so that a program can name the setting. */
public final class PortTakenException extends ServerException {
    private static final long serialVersionUID = 1;

    private final String server;
    private final int port;

    public PortTakenException(String server, int port) {
        super(server + " cannot start: port " + port + " is taken");
        this.server = server;
        this.port = port;
    }

    public String server() {
        return server;
    }

    public int port() {
        return port;
    }
}
