package dev.ventes.api.http;

import io.vertx.ext.web.MIMEHeader;
import java.util.Comparator;
import java.util.List;

/** What the header {@code Accept} says of a type. */
final class Accepted {
    private static final String ANY = "*";

    private Accepted() {}

    /** From 0, not accepted, to 1: what the header that names it most precisely says. */
    static double weight(List<MIMEHeader> accepted, String type) {
        var slash = type.indexOf('/');
        return accepted.stream()
                .filter(header -> names(header.component(), type.substring(0, slash))
                        && names(header.subComponent(), type.substring(slash + 1)))
                .max(Comparator.comparingInt(Accepted::precision))
                .map(header -> (double) header.weight())
                .orElse(0.0);
    }

    private static boolean names(String accepted, String part) {
        return accepted.equals(ANY) || accepted.equalsIgnoreCase(part);
    }

    private static int precision(MIMEHeader header) {
        return (header.component().equals(ANY) ? 0 : 1) + (header.subComponent().equals(ANY) ? 0 : 1);
    }
}
