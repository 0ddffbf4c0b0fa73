package dev.ventes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.core.access.ApiKeys;
import dev.ventes.core.access.Role;
import dev.ventes.core.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiConfigTest {
    private static final String EVERYWHERE = "0.0.0.0";

    @TempDir
    Path folder;

    private static ApiConfig read(Map<String, String> settings) {
        return ApiFixture.config("127.0.0.1:1", "mongodb://127.0.0.1:1", settings);
    }

    @Test
    void onLoopbackNobodyIsAskedAndNothingIsLimited() {
        var config = read(Map.of());

        assertThat(config.access().authenticates()).isFalse();
        assertThat(config.http().limits().perSecond()).isZero();
        assertThat(config.http().corsOrigins()).isEmpty();
        assertThat(config.http().ownHosts()).hasValue(Set.of());
    }

    @Test
    void beyondLoopbackCallersMustSayWhoTheyAreOrItMustBeMeant() throws Exception {
        var keys = Files.writeString(
                folder.resolve("keys"),
                ApiKeys.Entry.of("shop", Role.WRITER, ApiKeys.newKey()).line());

        assertThatThrownBy(() -> read(Map.of("VENTES_API_HOST", EVERYWHERE)))
                .isInstanceOf(Configuration.Faults.class)
                .hasMessageContainingAll(
                        "ventes.api.host = 0.0.0.0: is open to others without authentication",
                        "ventes.api.keys-file",
                        "ventes.api.allow-unauthenticated=true");
        assertThat(read(Map.of("VENTES_API_HOST", EVERYWHERE, "VENTES_API_ALLOW_UNAUTHENTICATED", "true"))
                        .access()
                        .authenticates())
                .isFalse();
        assertThat(read(Map.of("VENTES_API_HOST", EVERYWHERE, "VENTES_API_ALLOW_UNAUTHENTICATED", "true"))
                        .http()
                        .ownHosts())
                .isEmpty();
        assertThat(read(Map.of("VENTES_API_KEYS_FILE", keys.toString())).http().ownHosts())
                .isEmpty();
        assertThat(read(Map.of("VENTES_API_KEYS_FILE", keys.toString(), "VENTES_API_HOSTS", "Shop.example"))
                        .http()
                        .ownHosts())
                .hasValue(Set.of("shop.example"));
        var withKeys = read(Map.of("VENTES_API_HOST", EVERYWHERE, "VENTES_API_KEYS_FILE", keys.toString()));
        assertThat(withKeys.access().authenticates()).isTrue();
        assertThat(withKeys.http().limits().perSecond()).isEqualTo(200);
    }

    @Test
    void whatCannotBeIsNamedAllAtOnce() throws Exception {
        var keys = Files.writeString(folder.resolve("keys"), "shop writer ventes_a-key-by-mistake\n");

        assertThatThrownBy(() -> read(Map.of(
                        "VENTES_API_KEYS_FILE", keys.toString(),
                        "VENTES_API_JWT_ISSUER", "https://issuer.test",
                        "VENTES_API_JWT_JWKS_URL", "http://issuer.test/keys",
                        "VENTES_API_CORS_ORIGINS", "https://shop.example,shop.example/page",
                        "VENTES_API_HOSTS", "shop.example:443",
                        "VENTES_API_TLS_KEY", folder.resolve("none.key").toString(),
                        "VENTES_API_REQUEST_TIMEOUT", "1h",
                        "VENTES_API_MAX_HEADER_BYTES", "10")))
                .isInstanceOfSatisfying(
                        Configuration.Faults.class,
                        faults -> assertThat(faults.lines())
                                .contains(
                                        "ventes.api.keys-file = " + keys
                                                + ": line 1 is not: name, reader, writer or admin, SHA-256 of the key",
                                        "ventes.api.jwt.audience: is missing: tokens need issuer, audience and jwks-url",
                                        "ventes.api.jwt.jwks-url = http://issuer.test/keys: must be https://..., or"
                                                + " http://... on loopback",
                                        "ventes.api.cors-origins = shop.example/page: must be an origin such as"
                                                + " https://shop.example, or *",
                                        "ventes.api.hosts = shop.example:443: must be a name such as shop.example,"
                                                + " without a port",
                                        "ventes.api.tls.key = " + folder.resolve("none.key") + ": cannot be read",
                                        "ventes.api.tls.certificate: is missing: it takes both",
                                        "ventes.api.request-timeout = 1h: must be a time from 1s to 600s",
                                        "ventes.api.max-header-bytes = 10: must be a whole number from 1024 to 262144")
                                .noneMatch(line -> line.contains("by-mistake")));
    }
}
