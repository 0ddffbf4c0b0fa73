package dev.ventes.core.service;

import java.util.concurrent.CompletableFuture;

/** Whether one thing that a service stands on can be used now. */
public interface Check {
    /** What is checked, as health names it: {@code postgresql}, {@code kafka}, {@code mongodb}, {@code worker}. */
    String name();

    /** Completes with null if all is well, else with what is wrong, in a sentence; or exceptionally. */
    CompletableFuture<String> check();
}
