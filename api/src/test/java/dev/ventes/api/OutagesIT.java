package dev.ventes.api;

import static dev.ventes.api.ApiFixture.LAPTOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutagesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private ApiFixture it;

    @BeforeEach
    void start() throws Exception {
        it = new ApiFixture(folder);
    }

    @AfterEach
    void stop() {
        it.close();
    }

    @Test
    void withoutTheLogReadsGoOnAndWritesAreSentAwayUntilItIsBack() throws Exception {
        var location = it.post(LAPTOP).headers().firstValue("Location").orElseThrow();
        it.kafka.stop();

        await().atMost(PATIENCE).untilAsserted(() -> {
            var refused = it.post(LAPTOP);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("2");
        });
        assertThat(it.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(it.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(it.get(location).statusCode()).isEqualTo(200);

        it.kafka.start();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(it.post(LAPTOP).statusCode()).isEqualTo(201));
    }

    @Test
    void withoutTheViewReadsAreSentAwayUntilItIsBack() throws Exception {
        assumeThat(it.mongo.isReal())
                .as("a server that others may use is not stopped")
                .isFalse();
        it.mongo.stop();

        assertThat(it.get("/ventes").statusCode()).isEqualTo(503);
        assertThat(it.get("/health/ready").body()).contains("\"mongodb\":\"");
        assertThat(it.get("/health/ready").statusCode()).isEqualTo(503);

        it.mongo.start();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(it.get("/ventes").statusCode()).isEqualTo(200));
    }
}
