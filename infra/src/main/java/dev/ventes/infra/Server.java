package dev.ventes.infra;

/**
 * A server that the system stands on, PostgreSQL, Kafka or MongoDB, with its data in a folder: what was stopped and
 * is started again goes on where it was, on the same port. {@link #start} returns when the server answers, {@link #stop}
 * when it has gone; both may be called by any thread, one at a time, and do nothing when there is nothing to do.
 */
public interface Server extends AutoCloseable {
    /** Loopback only: these servers are for demos and tests, and no other machine needs them. */
    String HOST = "127.0.0.1";

    /** Known from the beginning, also while the server is down. */
    int port();

    /** One plain line for people: what it is and where. */
    String describe();

    void start();

    void stop();

    @Override
    default void close() {
        stop();
    }
}
