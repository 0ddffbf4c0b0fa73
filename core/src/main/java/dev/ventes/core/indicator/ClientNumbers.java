package dev.ventes.core.indicator;

/** A small number for each client, always the same one: sets of numbers are small, and quickly united. */
@FunctionalInterface
public interface ClientNumbers {
    /** The client's. */
    int of(String client);
}
