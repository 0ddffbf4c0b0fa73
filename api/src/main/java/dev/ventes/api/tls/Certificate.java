package dev.ventes.api.tls;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;

/**
 * A chain of certificates and its key, from PEM.
 *
 * @param options as the server takes them
 * @param ends when the first of the chain ends to be valid
 */
public record Certificate(ServerSSLOptions options, Instant ends) {
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");
    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");

    /**
     * Looks whether they can be used: they can be read, belong together, and are valid now.
     *
     * @param chain the server's own first
     * @throws Exception without a word of the key if not
     */
    public static Certificate of(Vertx vertx, String chain, String key) throws Exception {
        var pem = new PemKeyCertOptions().setCertValue(Buffer.buffer(chain)).setKeyValue(Buffer.buffer(key));
        X509KeyManager keys;
        try {
            keys = (X509KeyManager) pem.getKeyManagerFactory(vertx).getKeyManagers()[0];
        } catch (Exception unreadable) {
            throw new GeneralSecurityException("certificate and key are not both PEM");
        }
        var alias = KINDS.stream()
                .flatMap(kind ->
                        Stream.ofNullable(keys.getServerAliases(kind, null)).flatMap(Stream::of))
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("the key is neither RSA nor of an elliptic curve"));
        var certificates = keys.getCertificateChain(alias);
        var certificate = certificates[0];
        certificate.checkValidity();
        requirePair(certificate, keys.getPrivateKey(alias));
        var options = new ServerSSLOptions()
                .setKeyCertOptions(pem)
                .setUseAlpn(true)
                .setEnabledSecureTransportProtocols(PROTOCOLS);
        var ends = Stream.of(certificates).map(X509Certificate::getNotAfter).min(Comparator.naturalOrder());
        return new Certificate(options, ends.orElseThrow().toInstant());
    }

    private static void requirePair(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        var proof = new byte[32];
        var signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(proof);
        var signed = signing.sign();
        var verifying = Signature.getInstance(algorithm);
        boolean fits;
        try {
            verifying.initVerify(certificate);
            verifying.update(proof);
            fits = verifying.verify(signed);
        } catch (GeneralSecurityException otherKind) {
            fits = false;
        }
        if (!fits) {
            throw new GeneralSecurityException("the key is not that of the certificate");
        }
    }
}
