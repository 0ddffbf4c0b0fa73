package dev.ventes.api.auth;

import dev.ventes.core.access.ApiKeys;
import dev.ventes.core.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How callers say who they are: by key, by token, by either. By neither, everybody may do everything. */
public record AccessConfig(Optional<Path> keysFile, Optional<Jwt> jwt) {
    private static final String KEYS_FILE = "ventes.api.keys-file";
    private static final String JWT = "ventes.api.jwt.";

    /**
     * Whose tokens are taken.
     *
     * @param audience who a token must be meant for: this API
     * @param jwksUrl where the issuer's public keys are
     * @param rolesClaim the claim with the roles; dots lead into objects
     */
    public record Jwt(String issuer, String audience, URI jwksUrl, String rolesClaim) {}

    public boolean authenticates() {
        return keysFile.isPresent() || jwt.isPresent();
    }

    public static AccessConfig read(Settings settings) {
        return new AccessConfig(keysFile(settings), jwt(settings));
    }

    private static Optional<Path> keysFile(Settings settings) {
        var given = settings.given(KEYS_FILE);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        try {
            var file = Path.of(given.get());
            var unused = ApiKeys.parse(Files.readString(file));
            return Optional.of(file);
        } catch (InvalidPathException | IOException unreadable) {
            settings.fault(KEYS_FILE, given.get(), "cannot be read: " + unreadable);
        } catch (IllegalArgumentException faulty) {
            settings.fault(KEYS_FILE, given.get(), faulty.getMessage());
        }
        return Optional.empty();
    }

    private static Optional<Jwt> jwt(Settings settings) {
        var keys = List.of(JWT + "issuer", JWT + "audience", JWT + "jwks-url");
        var given = keys.stream().map(settings::given).toList();
        var roles = settings.text(JWT + "roles-claim", "roles");
        if (given.stream().allMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        for (var i = 0; i < keys.size(); i++) {
            if (given.get(i).isEmpty()) {
                settings.fault(keys.get(i), null, "is missing: tokens need issuer, audience and jwks-url");
            }
        }
        var url = given.get(2).flatMap(text -> url(settings, keys.get(2), text));
        return given.get(0).isPresent() && given.get(1).isPresent() && url.isPresent()
                ? Optional.of(new Jwt(given.get(0).get(), given.get(1).get(), url.get(), roles))
                : Optional.empty();
    }

    /** Whoever could change the keys on their way could make tokens. */
    private static Optional<URI> url(Settings settings, String key, String text) {
        try {
            var url = URI.create(text);
            var host = url.getHost();
            if (host != null && "https".equals(url.getScheme())) {
                return Optional.of(url);
            }
            if (host != null
                    && "http".equals(url.getScheme())
                    && InetAddress.getByName(host).isLoopbackAddress()) {
                return Optional.of(url);
            }
        } catch (IllegalArgumentException | UnknownHostException malformed) {
            // Told below, as whatever else is not of the form.
        }
        settings.fault(key, text, "must be https://..., or http://... on loopback");
        return Optional.empty();
    }
}
