package dev.ventes.core.log;

/** What a change made through the API expects of the sale at its place in the log. The transformer decides. */
public sealed interface Expectation {
    /** A create: nothing was ever there. */
    record Absent() implements Expectation {}

    /** PUT, PATCH, DELETE: the sale is there, in whatever version. */
    record Present() implements Expectation {}

    /** {@code If-Match}: the sale is there and is the version of this position. */
    record At(Position position) implements Expectation {}
}
