package dev.ventes.api.write;

import dev.ventes.api.http.Request;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the header {@code Prefer} (RFC 7240) asks for. Of a preference that comes twice the first counts; what is not
 * known, or is spelled as nothing that the standard knows, is passed over.
 */
record Prefer(boolean respondAsync, Optional<String> returns) {
    static final String RESPOND_ASYNC = "respond-async";

    private static final String HEADER = "Prefer";
    private static final String RETURN = "return";
    private static final String MINIMAL = "minimal";
    private static final String REPRESENTATION = "representation";

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String QUOTED = "\"(?:[^\"\\\\]|\\\\.)*+\"";
    private static final String PAIR = "(" + TOKEN + ")(?:\\s*=\\s*(" + TOKEN + "|" + QUOTED + ")?)?";
    /** Up to the next comma that stands in no quotation marks; its parameters mean nothing to us. */
    private static final Pattern PREFERENCE =
            Pattern.compile("\\s*+" + PAIR + "\\s*+(?:;(?:[^\",]|" + QUOTED + ")*+)?(?:,|$)");

    private static final Pattern REST = Pattern.compile("(?:[^\",]|" + QUOTED + "|\")*?(?:,|$)");

    static Prefer of(Request request) {
        return request.header(HEADER).map(Prefer::parse).orElse(new Prefer(false, Optional.empty()));
    }

    static Prefer parse(String header) {
        var preferences = new HashMap<String, String>();
        var preference = PREFERENCE.matcher(header);
        var rest = REST.matcher(header);
        for (var at = 0; at < header.length(); ) {
            if (preference.region(at, header.length()).lookingAt()) {
                var value = preference.group(2) == null ? "" : unquoted(preference.group(2));
                preferences.putIfAbsent(preference.group(1).toLowerCase(Locale.ROOT), value.toLowerCase(Locale.ROOT));
                at = preference.end();
            } else {
                at = rest.region(at, header.length()).lookingAt() ? rest.end() : header.length();
            }
        }
        return of(preferences);
    }

    private static Prefer of(Map<String, String> preferences) {
        var returns = Optional.ofNullable(preferences.get(RETURN))
                .filter(value -> value.equals(MINIMAL) || value.equals(REPRESENTATION));
        return new Prefer(preferences.containsKey(RESPOND_ASYNC), returns);
    }

    private static String unquoted(String word) {
        return word.startsWith("\"") ? word.substring(1, word.length() - 1).replaceAll("\\\\(.)", "$1") : word;
    }

    boolean minimal() {
        return returns.filter(MINIMAL::equals).isPresent();
    }

    /** What {@code Preference-Applied} says of the body; empty if nothing was asked. */
    Optional<String> appliedReturn() {
        return returns.map(value -> RETURN + "=" + value);
    }
}
