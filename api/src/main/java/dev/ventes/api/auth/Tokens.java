package dev.ventes.api.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.ventes.api.CallerContext;
import dev.ventes.api.http.Caller;
import dev.ventes.api.http.Problem;
import io.vertx.core.Future;
import java.io.Closeable;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who sent a token, by the keys of its issuer. They are fetched again every few minutes, and when a token names
 * one that is not known, though not more than twice in {@link #BETWEEN_FETCHES}; while the issuer does not answer, the
 * known ones stay. Verifies on virtual threads, since a fetch may block, and remembers for {@link #MEMORY} whom it
 * believed. Called on event loops.
 */
final class Tokens implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    private static final Duration MEMORY = Duration.ofMinutes(1);
    private static final Duration KEYS_ARE_GOOD_FOR = Duration.ofMinutes(5);
    private static final Duration KEYS_OUTLIVE_THE_ISSUER = Duration.ofDays(1);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);
    private static final Duration FETCH = Duration.ofSeconds(2);
    private static final int KEYS_BYTES = 1 << 20;
    private static final int REMEMBERED = 10_000;
    private static final int AT_ONCE = 1_000;
    private static final int CLOCK_SKEW_SECONDS = 30;

    /** Without those whose key a verifier shares: whoever checks a token must not be able to make one. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    /** It goes into the log of changes as the name of who made one. */
    private static final Pattern SUBJECT = Pattern.compile("[^\\p{Cntrl}]{1,255}");

    private final String rolesClaim;
    private final JWKSource<SecurityContext> keys;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger underWay = new AtomicInteger();

    /** By the tokens' hashes. */
    private final Cache<String, Believed> believed = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(MEMORY)
            .build();

    private record Believed(Caller caller, Instant until) {}

    Tokens(AccessConfig.Jwt config) {
        rolesClaim = config.rolesClaim();
        var fetching = new DefaultResourceRetriever((int) FETCH.toMillis(), (int) FETCH.toMillis(), KEYS_BYTES);
        try {
            keys = JWKSourceBuilder.<SecurityContext>create(config.jwksUrl().toURL(), fetching)
                    .cache(KEYS_ARE_GOOD_FOR.toMillis(), FETCH.multipliedBy(3).toMillis())
                    .rateLimited(BETWEEN_FETCHES.toMillis())
                    .outageTolerant(KEYS_OUTLIVE_THE_ISSUER.toMillis())
                    .build();
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException(impossible);
        }
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        var claims = new DefaultJWTClaimsVerifier<SecurityContext>(
                config.audience(),
                new JWTClaimsSet.Builder().issuer(config.issuer()).build(),
                Set.of("sub", "exp"));
        claims.setMaxClockSkew(CLOCK_SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
    }

    /** Whom the token has been believed to come from, a moment ago. */
    Optional<Caller> known(String token) {
        return Optional.ofNullable(believed.getIfPresent(hash(token)))
                .filter(found -> Instant.now().isBefore(found.until))
                .map(Believed::caller);
    }

    /** Fails with a {@link Problem}: the token is not believed, or cannot be checked at the moment. */
    Future<Caller> verify(String token) {
        if (underWay.incrementAndGet() > AT_ONCE) {
            underWay.decrementAndGet();
            return Future.failedFuture(Problem.unavailable("Too many tokens are being checked.", BETWEEN_FETCHES));
        }
        var verified = new CompletableFuture<Caller>();
        threads.execute(() -> {
            try {
                verified.complete(verified(token));
            } catch (Throwable refused) {
                verified.completeExceptionally(refused);
            }
        });
        return CallerContext.await(verified).onComplete(done -> underWay.decrementAndGet());
    }

    @Override
    public void close() throws IOException {
        if (keys instanceof Closeable closeable) {
            closeable.close();
        }
        threads.shutdownNow();
    }

    private Caller verified(String token) {
        try {
            var claims = processor.process(token, null);
            var subject = claims.getSubject();
            if (!SUBJECT.matcher(subject).matches()) {
                throw refused();
            }
            var caller = new Caller("jwt:" + subject, Roles.of(claims.getClaims(), rolesClaim));
            believed.put(
                    hash(token), new Believed(caller, claims.getExpirationTime().toInstant()));
            return caller;
        } catch (KeySourceException unreachable) {
            // Asked twice just now: whether the issuer has the key by now is not known, and whoever likes can bring
            // that about.
            if (!(unreachable instanceof RateLimitReachedException)) {
                LOG.atWarn().addKeyValue("cause", unreachable.getMessage()).log("the issuer's keys cannot be had");
            }
            throw Problem.unavailable("The token's key cannot be had at the moment.", BETWEEN_FETCHES);
        } catch (ParseException | BadJOSEException | JOSEException notBelieved) {
            // Its message may repeat what is in the token.
            throw refused();
        }
    }

    private static Problem refused() {
        return Problem.of(Problem.Type.UNAUTHENTICATED, "The token is not one of this API's, or has expired.");
    }

    private static String hash(String token) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
