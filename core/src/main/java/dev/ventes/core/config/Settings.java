package dev.ventes.core.config;

import io.smallrye.config.SmallRyeConfig;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Hands out settings one by one and takes note of every fault, so that all of them can be named at once. Where a
 * value is missing or wrong, a harmless one is handed out in its place: nobody gets to use it.
 */
public final class Settings {
    private static final Pattern ENDPOINT = Pattern.compile("([^\\s:,/]+):(\\d{1,5})");
    private static final Pattern SIMPLE_TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private final SmallRyeConfig config;
    private final List<Fault> faults;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<Server> servers = new LinkedHashSet<>();

    /** A setting that cannot be used. The value of a secret is never in it. */
    record Fault(String key, String value, String rule) {
        @Override
        public String toString() {
            return value == null ? key + ": " + rule : key + " = " + value + ": " + rule;
        }
    }

    /** A server that must be reachable; of several for one key, one is enough. */
    record Server(String key, String host, int port) {}

    Settings(SmallRyeConfig config, List<Fault> faults) {
        this.config = config;
        this.faults = faults;
    }

    Set<String> known() {
        return known;
    }

    Set<Server> servers() {
        return servers;
    }

    public String text(String key, String otherwise) {
        return lookUp(key).orElse(otherwise);
    }

    /** Empty where nothing is said. */
    public Optional<String> given(String key) {
        return lookUp(key);
    }

    /** A value that is not shown, not even where it is at fault. */
    public Secret secret(String key) {
        var value = lookUp(key);
        if (value.isEmpty()) {
            faults.add(new Fault(key, null, "is missing"));
        }
        return new Secret(value.orElse(""));
    }

    /** A value that matches. */
    public String matching(String key, String otherwise, Pattern pattern, String rule) {
        return parsed(key, otherwise, rule, text -> pattern.matcher(text).matches() ? text : null);
    }

    /** A TCP port; 0 takes a free one. */
    public int port(String key, int otherwise) {
        return number(key, otherwise, 0, 65_535);
    }

    public int number(String key, int otherwise, int from, int to) {
        return parsed(key, otherwise, "must be a whole number from " + from + " to " + to, text -> {
            var n = Integer.parseInt(text);
            return n >= from && n <= to ? n : null;
        });
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String key, boolean otherwise) {
        return parsed(key, otherwise, "must be true or false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        });
    }

    public <E extends Enum<E>> E oneOf(String key, E otherwise) {
        var values = otherwise.getDeclaringClass().getEnumConstants();
        var names = Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        return parsed(key, otherwise, "must be one of " + String.join(", ", names), text -> {
            var at = names.indexOf(text.toLowerCase(Locale.ROOT));
            return at < 0 ? null : values[at];
        });
    }

    /** {@code 500ms}, {@code 2s}, {@code 5m}, {@code 1h}, {@code 7d} or ISO-8601 ({@code PT2S}). */
    public Duration time(String key, Duration otherwise) {
        return parsed(key, otherwise, "must be a time such as 500ms, 2s, 5m, 1h or PT2S", Settings::duration);
    }

    /** As above, from the shortest to the longest that makes sense. */
    public Duration time(String key, Duration otherwise, Duration from, Duration to) {
        var rule = "must be a time from " + plain(from) + " to " + plain(to);
        return parsed(key, otherwise, rule, text -> {
            var time = duration(text);
            return time.compareTo(from) >= 0 && time.compareTo(to) <= 0 ? time : null;
        });
    }

    private static String plain(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    /**
     * The text as a time of the form that all settings have.
     *
     * @throws DateTimeParseException if it is none
     */
    public static Duration duration(String text) {
        var simple = SIMPLE_TIME.matcher(text);
        if (!simple.matches()) {
            return Duration.parse(text);
        }
        var n = Long.parseLong(simple.group(1));
        return switch (simple.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }

    /** {@code Europe/Paris}, {@code UTC}. */
    public ZoneId zone(String key, ZoneId otherwise) {
        return parsed(key, otherwise, "must be a time zone such as Europe/Paris or UTC", ZoneId::of);
    }

    /** {@code host:port}, several separated by commas; one of them must be reachable. */
    public String endpoints(String key) {
        if (lookUp(key).isEmpty()) {
            faults.add(new Fault(key, null, "is missing"));
        }
        return parsed(key, "", "must be host:port, several separated by commas", text -> {
            for (var endpoint : text.split(",", -1)) {
                var parts = ENDPOINT.matcher(endpoint.trim());
                if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535) {
                    return null;
                }
                servers.add(new Server(key, parts.group(1), Integer.parseInt(parts.group(2))));
            }
            return text;
        });
    }

    /** Asks that the server of this key be reachable. */
    public void reachable(String key, String host, int port) {
        servers.add(new Server(key, host, port));
    }

    /** Everything below {@code prefix}, by the rest of its name. */
    public Map<String, String> all(String prefix) {
        var map = new LinkedHashMap<String, String>();
        for (var name : config.getPropertyNames()) {
            if (name.startsWith(prefix + ".")) {
                lookUp(name).ifPresent(value -> map.put(name.substring(prefix.length() + 1), value));
            }
        }
        return map;
    }

    /** Notes a fault that the caller found. */
    public void fault(String key, String value, String rule) {
        faults.add(new Fault(key, value, rule));
    }

    private <T> T parsed(String key, T otherwise, String rule, Function<String, T> parse) {
        var text = lookUp(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        T value;
        try {
            value = parse.apply(text.get());
        } catch (NumberFormatException | DateTimeException malformed) {
            value = null;
        }
        if (value == null) {
            faults.add(new Fault(key, text.get(), rule));
            return otherwise;
        }
        return value;
    }

    private Optional<String> lookUp(String key) {
        known.add(key);
        return config.getOptionalValue(key, String.class).map(String::trim).filter(text -> !text.isEmpty());
    }
}
