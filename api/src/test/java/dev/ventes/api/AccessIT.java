package dev.ventes.api;

import static dev.ventes.api.ApiFixture.LAPTOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.api.auth.Issuer;
import dev.ventes.core.access.ApiKeys;
import dev.ventes.core.access.Role;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what, with keys and tokens both, and how they change while the API runs. */
class AccessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String READER = ApiKeys.newKey();
    private static final String WRITER = ApiKeys.newKey();
    private static final String ADMIN = ApiKeys.newKey();

    @TempDir
    static Path folder;

    private static Path keys;
    private static Issuer issuer;
    private static ApiFixture it;

    private static Map<String, String> settings() {
        return Map.of(
                "VENTES_API_KEYS_FILE",
                keys.toString(),
                "VENTES_API_JWT_ISSUER",
                Issuer.NAME,
                "VENTES_API_JWT_AUDIENCE",
                Issuer.AUDIENCE,
                "VENTES_API_JWT_JWKS_URL",
                issuer.url(),
                "VENTES_API_MAX_REQUESTS_PER_SECOND",
                "0");
    }

    @BeforeAll
    static void start() throws Exception {
        issuer = new Issuer();
        keys = folder.resolve("keys");
        write();
        it = new ApiFixture(folder, settings());
    }

    @AfterAll
    static void stop() {
        it.close();
        issuer.close();
    }

    private static void write(String... more) throws Exception {
        var lines = new ArrayList<>(List.of(
                ApiKeys.Entry.of("look", Role.READER, READER).line(),
                ApiKeys.Entry.of("shop", Role.WRITER, WRITER).line(),
                ApiKeys.Entry.of("ops", Role.ADMIN, ADMIN).line()));
        lines.addAll(List.of(more));
        Files.write(keys, lines);
    }

    private static int status(String path, String... headers) throws Exception {
        return it.get(path, headers).statusCode();
    }

    private static int withToken(String token) throws Exception {
        return status("/ventes", "Authorization", "Bearer " + token);
    }

    private static void isRefused(HttpResponse<String> answer, String... secrets) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"ventes\"", "ApiKey realm=\"ventes\"");
        assertThat(answer.body()).contains("urn:problem-type:ventes:unauthenticated");
        assertThat(List.of(secrets)).noneMatch(answer.body()::contains);
    }

    @Test
    void whoDoesNotSayWhoTheyAreGetsNoFurther() throws Exception {
        var unknown = ApiKeys.newKey();

        isRefused(it.get("/ventes"));
        isRefused(it.post(LAPTOP));
        isRefused(it.get("/metrics"));
        isRefused(it.get("/ventes", "X-API-Key", unknown), unknown);
        isRefused(it.get("/ventes", "X-API-Key", ""));
        isRefused(it.get("/ventes", "Authorization", "Bearer " + unknown), unknown);
        isRefused(it.get("/ventes", "Authorization", "Basic " + READER), READER);
        isRefused(it.get("/ventes", "X-API-Key", READER, "Authorization", "Bearer " + issuer.token("a", "reader")));
        // Not even how a request should look.
        isRefused(it.get("/ventes/x?limti=1"));
    }

    @Test
    void whatIsOpenAsksNobody() throws Exception {
        for (var path : List.of("/health/live", "/health/ready", "/docs", "/openapi.yaml", "/docs/start.js")) {
            assertThat(status(path)).as(path).isEqualTo(200);
            assertThat(status(path, "X-API-Key", "wrong")).as(path).isEqualTo(200);
        }
    }

    @Test
    void eachRoleMayWhatTheContractSays() throws Exception {
        for (var key : List.of(READER, WRITER, ADMIN)) {
            assertThat(status("/ventes", "X-API-Key", key)).isEqualTo(200);
        }
        var forbidden = it.post(LAPTOP, "X-API-Key", READER);
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(forbidden.body()).contains("urn:problem-type:ventes:forbidden", "needs the role writer");
        assertThat(it.put(1, LAPTOP, "X-API-Key", READER).statusCode()).isEqualTo(403);
        assertThat(it.delete(1, "X-API-Key", READER).statusCode()).isEqualTo(403);
        assertThat(it.post(LAPTOP, "X-API-Key", WRITER).statusCode()).isIn(201, 202);
        assertThat(status("/metrics", "X-API-Key", WRITER)).isEqualTo(403);
        assertThat(status("/metrics", "X-API-Key", ADMIN)).isEqualTo(200);
    }

    @Test
    void aTokenIsTakenFromItsIssuerForThisApiWhileItLasts() throws Exception {
        assertThat(withToken(issuer.token("alice", "reader", "gardener"))).isEqualTo(200);
        assertThat(it.post(LAPTOP, "Authorization", "bearer " + issuer.token("bob", "writer"))
                        .statusCode())
                .isIn(201, 202);
        assertThat(withToken(issuer.token("carol"))).isEqualTo(403);

        var past = Date.from(Instant.now().minusSeconds(3600));
        var future = Date.from(Instant.now().plusSeconds(3600));
        var good = issuer.claims("mallory", "admin");
        assertThat(withToken(issuer.token(issuer.claims("x", "reader").issuer("https://other.test"))))
                .isEqualTo(401);
        assertThat(withToken(issuer.token(issuer.claims("x", "reader").audience("another"))))
                .isEqualTo(401);
        assertThat(withToken(issuer.token(issuer.claims("x", "reader").expirationTime(past))))
                .isEqualTo(401);
        assertThat(withToken(issuer.token(issuer.claims("x", "reader").expirationTime(null))))
                .isEqualTo(401);
        assertThat(withToken(issuer.token(issuer.claims("x", "reader").notBeforeTime(future))))
                .isEqualTo(401);
        assertThat(withToken(issuer.token(issuer.claims(null, "reader")))).isEqualTo(401);
        assertThat(withToken(issuer.token(issuer.claims("x\ny", "reader")))).isEqualTo(401);
        assertThat(withToken(issuer.forged(good))).isEqualTo(401);
        assertThat(withToken(issuer.unsigned(good))).isEqualTo(401);
        assertThat(withToken(issuer.withTheKeyAsASecret(good))).isEqualTo(401);
        assertThat(withToken(issuer.token(good) + "x")).isEqualTo(401);
    }

    @Test
    void theBodyOfABatchWaitsUntilItsTokenHasBeenVerified() throws Exception {
        var fetches = issuer.fetches();
        var lines = "{\"op\":\"none\"}\n".repeat(1500);
        var other = it.another(settings());
        try {
            var answer = it.send(it.request(other.port(), "/ventes/batch")
                    .header("Authorization", "Bearer " + issuer.token("erin", "writer"))
                    .header("Content-Type", "application/x-ndjson")
                    .POST(ApiFixture.body(lines)));

            assertThat(issuer.fetches()).isGreaterThan(fetches);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body().lines()).hasSize(1500);
        } finally {
            other.service().close();
        }
    }

    @Test
    void changedKeysAreTakenWhileItRunsAndFaultyOnesAreNot() throws Exception {
        var fresh = ApiKeys.newKey();
        assertThat(status("/ventes", "X-API-Key", fresh)).isEqualTo(401);

        write(ApiKeys.Entry.of("new", Role.READER, fresh).line());
        await().atMost(PATIENCE).until(() -> status("/ventes", "X-API-Key", fresh) == 200);

        try (var log = new LogWatch("dev.ventes.api.file.WatchedFiles")) {
            Files.writeString(keys, "shop writer no-hash\n");
            await().atMost(PATIENCE).until(() -> log.said().contains("line 1 is not"));
            assertThat(log.said()).contains("refused").doesNotContain("no-hash");
        }
        assertThat(status("/ventes", "X-API-Key", fresh)).isEqualTo(200);

        write();
        await().atMost(PATIENCE).until(() -> status("/ventes", "X-API-Key", fresh) == 401);
        assertThat(status("/ventes", "X-API-Key", READER)).isEqualTo(200);
    }
}
