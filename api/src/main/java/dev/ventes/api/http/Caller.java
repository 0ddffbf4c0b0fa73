package dev.ventes.api.http;

import dev.ventes.core.access.Role;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who sends a request.
 *
 * @param name unique over all ways to say who one is: {@code key:shop}, {@code jwt:4711}
 */
public record Caller(String name, Set<Role> roles) {
    /** Where there is no authentication: it may do everything. */
    public static final Caller ANYBODY = new Caller("anonymous", EnumSet.allOf(Role.class));

    private static final Caller NOBODY = new Caller(ANYBODY.name, Set.of());

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** Whether one of its roles is enough for what asks for this one. */
    public boolean may(Role needed) {
        return roles.stream().anyMatch(role -> role.includes(needed));
    }

    /** The name, where somebody said who they are: for whoever wants to know it later. */
    public Optional<String> subject() {
        return Optional.of(name).filter(said -> !said.equals(ANYBODY.name));
    }

    /** The request comes from this caller. */
    public void enter(RoutingContext context) {
        context.put(Caller.class.getName(), this);
    }

    /** Nobody with any role where the operation is open. */
    static Caller of(RoutingContext context) {
        return Objects.requireNonNullElse(context.get(Caller.class.getName()), NOBODY);
    }
}
