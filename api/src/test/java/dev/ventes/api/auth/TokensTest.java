package dev.ventes.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ventes.api.http.Caller;
import dev.ventes.api.http.Problem;
import dev.ventes.core.access.Role;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokensTest {
    private Issuer issuer;
    private Tokens tokens;

    @BeforeEach
    void start() throws Exception {
        issuer = new Issuer();
        tokens = new Tokens(new AccessConfig.Jwt(Issuer.NAME, Issuer.AUDIENCE, URI.create(issuer.url()), "roles"));
    }

    @AfterEach
    void stop() throws Exception {
        tokens.close();
        issuer.close();
    }

    private void isRefused(String token, Problem.Type type) {
        assertThatThrownBy(() -> tokens.verify(token).await())
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.type()).isEqualTo(type));
    }

    @Test
    void whoWasBelievedIsRememberedUntilTheTokenEnds() throws Exception {
        var token = issuer.token("alice", "reader", "writer");
        assertThat(tokens.known(token)).isEmpty();

        var alice = tokens.verify(token).await();

        assertThat(alice).isEqualTo(new Caller("jwt:alice", Set.of(Role.READER, Role.WRITER)));
        assertThat(tokens.known(token)).hasValue(alice);
        assertThat(tokens.known(issuer.token("bob"))).isEmpty();
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesIt() throws Exception {
        var before = issuer.token("alice", "reader");
        tokens.verify(before).await();

        issuer.rotate();

        assertThat(tokens.verify(issuer.token("bob", "reader")).await().name()).isEqualTo("jwt:bob");
        assertThat(issuer.fetches()).isEqualTo(2);
        // Of a key that the issuer has taken back; who was believed before is, until the memory ends.
        assertThat(tokens.known(before)).isPresent();
    }

    @Test
    void keysThatNobodyHasDoNotMakeItAskTheIssuerAgainAndAgain() throws Exception {
        tokens.verify(issuer.token("alice", "reader")).await();
        try (var other = new Issuer()) {
            for (var i = 0; i < 20; i++) {
                other.rotate();
                var unknown = other.token("mallory", "admin");
                assertThatThrownBy(() -> tokens.verify(unknown).await()).isInstanceOf(Problem.class);
            }
        }
        assertThat(issuer.fetches()).isLessThanOrEqualTo(4);
        assertThat(tokens.verify(issuer.token("bob", "reader")).await().name()).isEqualTo("jwt:bob");
    }

    @Test
    void whileTheIssuerIsAwayThoseWithAKnownKeyAreBelieved() throws Exception {
        tokens.verify(issuer.token("alice", "reader")).await();

        issuer.goAway();

        try (var other = new Issuer()) {
            other.rotate();
            isRefused(other.token("mallory", "reader"), Problem.Type.UNAUTHENTICATED);
        }
        assertThat(tokens.verify(issuer.token("bob", "reader")).await().name()).isEqualTo("jwt:bob");
    }

    @Test
    void withoutAnyKeyNobodyIsRefusedForEver() throws Exception {
        issuer.goAway();

        isRefused(issuer.token("alice", "reader"), Problem.Type.UNAVAILABLE);
    }

    @Test
    void rolesAreAListOrWordsAndMayLieDeeper() {
        assertThat(Roles.of(Map.of("roles", "reader, admin"), "roles")).containsExactly(Role.READER, Role.ADMIN);
        assertThat(Roles.of(Map.of("realm", Map.of("roles", Set.of("writer"))), "realm.roles"))
                .containsExactly(Role.WRITER);
        assertThat(Roles.of(Map.of("https://x.test/roles", Set.of("writer")), "https://x.test/roles"))
                .containsExactly(Role.WRITER);
        assertThat(Roles.of(Map.of("roles", 5), "roles")).isEmpty();
        assertThat(Roles.of(Map.of(), "roles")).isEmpty();
    }
}
