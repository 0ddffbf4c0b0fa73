package dev.ventes.api.sale;

/**
 * A rule that a request breaks.
 *
 * @param field the column, the parameter or the header; empty for the request as a whole
 */
public record Violation(String field, String rule) {}
