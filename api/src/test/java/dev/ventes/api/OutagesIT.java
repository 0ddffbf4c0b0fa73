package dev.ventes.api;

import static dev.ventes.api.ApiFixture.LAPTOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
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
    void withoutTheLogStreamsStayOpenAndGoOnWhenItIsBack() throws Exception {
        try (var publications =
                new Publications(it.kafka.bootstrapServers(), new Topics("ventes", 3, (short) 1), 20261123)) {
            var client = new StreamClient();
            var over = new AtomicBoolean();
            await().atMost(PATIENCE).until(() -> {
                client.follow(it.port(), "", () -> !client.lastId().isEmpty());
                return !client.lastId().isEmpty();
            });
            var connections = client.connections();
            var following = client.keepFollowing(it::port, "", () -> false, over::get);
            publications.make(20);
            await().atMost(PATIENCE).until(() -> client.told().size() == 20);

            it.kafka.stop();
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(it.get("/health/ready").statusCode()).isEqualTo(503));
            it.kafka.start();
            publications.make(20);

            await().atMost(PATIENCE).until(() -> client.told().size() == 40);
            assertThat(client.connections()).isEqualTo(connections + 1);
            over.set(true);
            following.join();
        }
    }

    @Test
    void withoutTheViewReadsAreSentAwayUntilItIsBack() throws Exception {
        assumeThat(it.mongo.isReal())
                .as("a server that others may use is not stopped")
                .isFalse();
        it.mongo.stop();

        assertThat(it.get("/ventes").statusCode()).isEqualTo(503);
        assertThat(it.get("/health/ready").body()).contains("\"mongodb\":\"DOWN\"");
        assertThat(it.get("/health/ready").statusCode()).isEqualTo(503);

        it.mongo.start();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(it.get("/ventes").statusCode()).isEqualTo(200));
    }
}
