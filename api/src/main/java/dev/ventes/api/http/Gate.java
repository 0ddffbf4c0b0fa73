package dev.ventes.api.http;

import dev.ventes.core.access.Role;
import io.vertx.ext.web.handler.SecurityPolicyHandler;

/** Stands before the operations that need a role, before their bodies are read. Called on event loops. */
@FunctionalInterface
public interface Gate {
    /** Lets a request of such an operation go on, or fails it with a {@link Problem}. */
    SecurityPolicyHandler before(Role needed);
}
