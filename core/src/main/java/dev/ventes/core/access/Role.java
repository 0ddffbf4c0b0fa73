package dev.ventes.core.access;

import java.util.Locale;
import java.util.Optional;

/** What a caller of the API may do; each may what those before it may. */
public enum Role {
    /** Look at sales. */
    READER,
    /** Change them. */
    WRITER,
    /** Look at the API itself. */
    ADMIN;

    /** Whether whoever has this role may do what asks for the other. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** As it is written in files, tokens and the contract. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String label) {
        for (var role : values()) {
            if (role.label().equals(label)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
