package dev.ventes.app.kill;

/** What is done to a process at a random moment. */
enum Fault {
    /** SIGKILL. */
    KILL("killed"),
    /** SIGSTOP, and SIGCONT after longer than the session timeout. */
    FREEZE("frozen"),
    /** SIGTERM. */
    TERMINATE("terminated"),
    /** A server's orderly stop and start. */
    RESTART("restarted");

    private final String label;

    Fault(String label) {
        this.label = label;
    }

    /** As the report calls it. */
    String label() {
        return label;
    }
}
