package dev.ventes.core.config;

/** A value that must not be seen: it prints as stars wherever it ends up by mistake. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
