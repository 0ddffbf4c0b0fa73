package dev.ventes.api.stream;

import java.util.List;

/** Hears of every change when it can be read, in the log's order. By the thread that reads: it must not wait. */
@FunctionalInterface
public interface Witness {
    void told(List<Published> changes);
}
