package dev.ventes.cli.verify;

/** The ids above {@code after} up to {@code to}. */
record Ids(long after, long to) {
    boolean isEmpty() {
        return after >= to;
    }
}
