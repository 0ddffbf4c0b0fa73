package dev.ventes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.config.Configuration;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static TestCertificate first;
    private static TestCertificate second;
    private static Path certificate;
    private static Path key;
    private static ApiFixture it;

    @BeforeAll
    static void start() throws Exception {
        first = TestCertificate.make(folder);
        second = TestCertificate.make(folder, "-12H");
        certificate = folder.resolve("tls.crt");
        key = folder.resolve("tls.key");
        write(first, first);
        it = new ApiFixture(folder, settings());
    }

    @AfterAll
    static void stop() {
        it.close();
    }

    private static Map<String, String> settings() {
        return Map.of("VENTES_API_TLS_CERTIFICATE", certificate.toString(), "VENTES_API_TLS_KEY", key.toString());
    }

    private static void write(TestCertificate chain, TestCertificate pair) throws Exception {
        Files.writeString(key, pair.keyPem());
        Files.writeString(certificate, chain.certificatePem());
    }

    /** One that has no connection yet. */
    private static HttpClient client() throws Exception {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("first", first.certificate());
        trusted.setCertificateEntry("second", second.certificate());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(tls).build();
    }

    private static HttpResponse<String> get(HttpClient client) throws Exception {
        return get(client, "/ventes");
    }

    private static HttpResponse<String> get(HttpClient client, String path) throws Exception {
        var uri = URI.create("https://localhost:" + it.port() + path);
        return client.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static X509Certificate shown() throws Exception {
        try (var client = client()) {
            var session = get(client).sslSession().orElseThrow();
            return (X509Certificate) session.getPeerCertificates()[0];
        }
    }

    /** When the API's own metric says that its certificate ends. */
    private static double saidEnd() throws Exception {
        try (var client = client()) {
            return get(client, "/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("ventes_api_tls_certificate_expiry_timestamp_seconds "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                    .sum();
        }
    }

    private static double end(TestCertificate made) {
        return made.certificate().getNotAfter().toInstant().getEpochSecond();
    }

    @Test
    void certificatesAreExchangedWhileRequestsRunAndFaultyOnesAreNotTaken() throws Exception {
        var failures = new ConcurrentLinkedQueue<String>();
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var log = new LogWatch("dev.ventes.api.file.WatchedFiles")) {
            for (var i = 0; i < 4; i++) {
                threads.execute(() -> send(done, failures));
            }
            assertThat(shown()).isEqualTo(first.certificate());
            assertThat(saidEnd()).isEqualTo(end(first));

            write(second, second);
            await().atMost(PATIENCE).until(() -> shown().equals(second.certificate()));
            await().atMost(PATIENCE).until(() -> saidEnd() == end(second));

            write(first, second);
            await().atMost(PATIENCE).until(() -> log.said().contains("the key is not that of the certificate"));
            assertThat(shown()).isEqualTo(second.certificate());

            Files.writeString(certificate, "no certificate");
            await().atMost(PATIENCE).until(() -> log.said().contains("are not both PEM"));
            assertThat(shown()).isEqualTo(second.certificate());

            write(first, first);
            await().atMost(PATIENCE).until(() -> shown().equals(first.certificate()));
            assertThat(log.said()).doesNotContain("PRIVATE KEY");
            done.set(true);
        }
        assertThat(failures).isEmpty();
    }

    /** Some requests on connections that stay, and each on a new one. */
    private static void send(AtomicBoolean done, Queue<String> failures) {
        try (var staying = client()) {
            while (!done.get()) {
                try (var coming = client()) {
                    if (get(staying).statusCode() != 200 || get(coming).statusCode() != 200) {
                        failures.add("not 200");
                    }
                }
            }
        } catch (Exception failure) {
            failures.add(failure.toString());
        }
    }

    @Test
    void http2IsSpokenAndBrowsersAreToldToComeByTlsAlone() throws Exception {
        try (var client = client()) {
            var answer = get(client);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
        }
    }

    @Test
    void itDoesNotStartWithACertificateThatNobodyWouldTake() throws Exception {
        var expired = TestCertificate.make(folder, "-5d");
        var old = Files.writeString(folder.resolve("old.crt"), expired.certificatePem());
        var its = Files.writeString(folder.resolve("old.key"), expired.keyPem());
        var settings = Map.of("VENTES_API_TLS_CERTIFICATE", old.toString(), "VENTES_API_TLS_KEY", its.toString());

        assertThatThrownBy(() -> it.another(settings))
                .isInstanceOf(Configuration.Faults.class)
                .hasMessageStartingWith("ventes.api.tls.certificate = " + old + ": NotAfter");
    }
}
