package dev.ventes.core.config;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code ventes.tracing.*}: what becomes known of a change's way through the services.
 *
 * @param endpoint where spans are sent, by OTLP over HTTP; empty for nowhere
 * @param ratio of the traces that nobody outside has begun, which part is sent
 * @param followed the sales of which each service logs what it does
 */
public record TracingConfig(Optional<URI> endpoint, double ratio, Followed followed) {
    public static final TracingConfig OFF = new TracingConfig(Optional.empty(), 0, Followed.NONE);

    private static final String ENDPOINT = "ventes.tracing.endpoint";
    private static final String RATIO = "ventes.tracing.ratio";
    private static final String FOLLOW = "ventes.tracing.follow";

    /** Which sales. */
    public record Followed(boolean all, Set<Long> ids) {
        static final Followed NONE = new Followed(false, Set.of());

        public Followed {
            ids = Set.copyOf(ids);
        }

        public boolean any() {
            return all || !ids.isEmpty();
        }

        public boolean has(long id) {
            return all || ids.contains(id);
        }
    }

    public static TracingConfig read(Settings settings) {
        return new TracingConfig(endpoint(settings), ratio(settings), followed(settings));
    }

    private static Optional<URI> endpoint(Settings settings) {
        return settings.given(ENDPOINT).flatMap(text -> {
            try {
                var uri = URI.create(text);
                var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
                if ((scheme.equals("http") || scheme.equals("https"))
                        && uri.getHost() != null
                        && uri.getUserInfo() == null) {
                    return Optional.of(uri);
                }
            } catch (IllegalArgumentException malformed) {
                // Said below.
            }
            settings.fault(ENDPOINT, text, "must be a URL such as http://127.0.0.1:4318, without user and password");
            return Optional.empty();
        });
    }

    private static double ratio(Settings settings) {
        var text = settings.text(RATIO, "0.01");
        try {
            var ratio = Double.parseDouble(text);
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException malformed) {
            // Said below.
        }
        settings.fault(RATIO, text, "must be a number from 0 to 1");
        return 0;
    }

    private static Followed followed(Settings settings) {
        var text = settings.text(FOLLOW, "");
        if (text.equals("all")) {
            return new Followed(true, Set.of());
        }
        try {
            return new Followed(
                    false,
                    Arrays.stream(text.split(","))
                            .map(String::strip)
                            .filter(id -> !id.isEmpty())
                            .map(Long::valueOf)
                            .collect(Collectors.toSet()));
        } catch (NumberFormatException malformed) {
            settings.fault(FOLLOW, text, "must be ids of sales with commas between them, or all");
            return Followed.NONE;
        }
    }
}
