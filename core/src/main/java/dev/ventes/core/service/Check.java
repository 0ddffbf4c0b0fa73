package dev.ventes.core.service;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Whether one thing that a service stands on can be used now. */
public interface Check {
    /** What is checked, as health names it: {@code postgresql}, {@code kafka}, {@code mongodb}, {@code worker}. */
    String name();

    /** Completes with null if all is well, else with what is wrong, in a sentence; or exceptionally. */
    CompletableFuture<String> check();

    /** A check that knows its answer at once. */
    static Check of(String name, Supplier<String> fault) {
        return asking(name, () -> CompletableFuture.completedFuture(fault.get()));
    }

    /** A check that has to ask somebody. */
    static Check asking(String name, Supplier<CompletableFuture<String>> fault) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CompletableFuture<String> check() {
                try {
                    return fault.get();
                } catch (RuntimeException e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
        };
    }
}
