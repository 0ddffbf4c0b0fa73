package dev.ventes.api.log;

/** What became of a change that was to be appended to the log. */
public sealed interface Appended {
    /** It is on the log, and stays there. */
    record Acknowledged(int partition, long offset) implements Appended {}

    /** It never left this process. */
    record NotSent(String why) implements Appended {}

    /** It is larger than a record of the log may be. */
    record TooLarge() implements Appended {}

    /** It left, and nobody knows whether it arrived; it may yet. */
    record Unknown(String why) implements Appended {}
}
