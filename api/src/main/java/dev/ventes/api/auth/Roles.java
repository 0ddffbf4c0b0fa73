package dev.ventes.api.auth;

import dev.ventes.core.access.Role;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The roles in a token's claims: a list, or words in one text. What is no role of ours is passed over. */
final class Roles {
    private Roles() {}

    static Set<Role> of(Map<String, Object> claims, String claim) {
        var labels = switch (value(claims, claim)) {
            case String text -> Arrays.stream(text.split("[ ,]+"));
            case Collection<?> list -> list.stream().map(String::valueOf);
            case null, default -> Stream.<String>empty();
        };
        var roles = EnumSet.noneOf(Role.class);
        labels.forEach(label -> Role.of(label).ifPresent(roles::add));
        return roles;
    }

    /** The claim of that name, else what its dots lead to: {@code realm_access.roles}. */
    private static Object value(Map<?, ?> claims, String claim) {
        if (claims.containsKey(claim)) {
            return claims.get(claim);
        }
        var dot = claim.indexOf('.');
        return dot > 0 && claims.get(claim.substring(0, dot)) instanceof Map<?, ?> inner
                ? value(inner, claim.substring(dot + 1))
                : null;
    }
}
