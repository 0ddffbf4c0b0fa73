package dev.ventes.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HealthTest {
    @Test
    void isWellWhereEveryCheckIs() {
        var health = new Health(List.of(), List.of(Check.of("a", () -> null), Check.of("b", () -> "")));

        assertThat(health.ready().join().status()).isEqualTo(200);
        assertThat(text(health.ready().join())).isEqualTo("{\"status\":\"UP\",\"checks\":{\"a\":\"UP\",\"b\":\"UP\"}}");
    }

    @Test
    void namesTheCauseOfWhatIsNotWell() {
        var refused = new IllegalStateException("outer", new IllegalStateException("connection refused"));
        var health = new Health(
                List.of(),
                List.of(
                        Check.of("well", () -> null),
                        Check.asking("failed", () -> CompletableFuture.failedFuture(refused)),
                        Check.of("throwing", () -> {
                            throw refused;
                        })));

        assertThat(health.ready().join().status()).isEqualTo(503);
        assertThat(text(health.ready().join()))
                .contains("\"failed\":\"connection refused\"", "\"throwing\":\"connection refused\"");
    }

    @Test
    void aRemarkIsNamedAndDoesNotCount() {
        var health = new Health(List.of(), List.of(), List.of(Check.of("view", () -> "is late")));

        assertThat(health.ready().join().status()).isEqualTo(200);
        assertThat(text(health.ready().join())).isEqualTo("{\"status\":\"UP\",\"checks\":{\"view\":\"is late\"}}");
    }

    @Test
    void doesNotWaitForACheckThatHangs() {
        var health = new Health(List.of(), List.of(Check.asking("hanging", CompletableFuture::new)));

        assertThat(text(health.ready().join())).contains("no answer within 1 s");
    }

    private static String text(Health.Report report) {
        return new String(report.json(), StandardCharsets.UTF_8);
    }
}
