package dev.ventes.api.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Issues tokens, and serves the keys by which they can be told; has them rotated, and can be away. */
public final class Issuer implements AutoCloseable {
    public static final String NAME = "https://issuer.test";
    public static final String AUDIENCE = "ventes";

    private final HttpServer server;
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private volatile ECKey key;
    private volatile boolean away;

    public Issuer() throws Exception {
        key = newKey();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            try (exchange) {
                var set = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(away ? 500 : 200, away ? -1 : set.length);
                if (!away) {
                    exchange.getResponseBody().write(set);
                }
            } catch (IOException gone) {
                // Whoever asked has gone.
            }
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    public int fetches() {
        return fetches.get();
    }

    /** Signs with another key from now on, and shows no other. */
    public void rotate() throws JOSEException {
        key = newKey();
    }

    public void goAway() {
        away = true;
    }

    /** What a good token says. */
    public JWTClaimsSet.Builder claims(String subject, String... roles) {
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience(AUDIENCE)
                .subject(subject)
                .claim("roles", List.of(roles))
                .expirationTime(Date.from(Instant.now().plusSeconds(300)));
    }

    public String token(String subject, String... roles) throws JOSEException {
        return token(claims(subject, roles));
    }

    public String token(JWTClaimsSet.Builder claims) throws JOSEException {
        return signed(key, claims);
    }

    /** By somebody else, who says that it was this one. */
    public String forged(JWTClaimsSet.Builder claims) throws JOSEException {
        var own = new ECKeyGenerator(Curve.P_256).keyID(key.getKeyID()).generate();
        return signed(own, claims);
    }

    /** By nobody. */
    public String unsigned(JWTClaimsSet.Builder claims) {
        return new PlainJWT(claims.build()).serialize();
    }

    /** By whoever knows the public key. */
    public String withTheKeyAsASecret(JWTClaimsSet.Builder claims) throws JOSEException {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build();
        var jwt = new SignedJWT(header, claims.build());
        jwt.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        return jwt.serialize();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private ECKey newKey() throws JOSEException {
        return new ECKeyGenerator(Curve.P_256)
                .keyID("key-" + made.incrementAndGet())
                .generate();
    }

    private static String signed(ECKey by, JWTClaimsSet.Builder claims) throws JOSEException {
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(by.getKeyID())
                .type(JOSEObjectType.JWT)
                .build();
        var jwt = new SignedJWT(header, claims.build());
        jwt.sign(new ECDSASigner(by));
        return jwt.serialize();
    }
}
