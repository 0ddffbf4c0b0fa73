package dev.ventes.app.demo;

import dev.ventes.cli.verify.PeriodicVerification;
import dev.ventes.connector.ConnectorConfig;
import dev.ventes.connector.generation.Known;
import dev.ventes.connector.generation.ProgressReader;
import dev.ventes.core.service.Service;
import dev.ventes.core.topic.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The verifier on the demo's servers. */
final class DemoVerifier {
    private static final Duration EVERY = Duration.ofMinutes(1);

    private DemoVerifier() {}

    static Service start(Map<String, String> environment) throws IOException {
        return PeriodicVerification.start(environment, EVERY).service();
    }

    /** Returns when the connector has read the whole table. A verification before that cannot come to its end. */
    static void awaitTable(ConnectorConfig connector) throws Exception {
        var whole = new CompletableFuture<Void>();
        Consumer<Known> look = known -> known.generation()
                .filter(generation -> generation.complete())
                .ifPresent(complete -> whole.complete(null));
        try (var progress = ProgressReader.open(
                connector.kafka(), Topics.of(connector.topics()).progress(), () -> {})) {
            look.accept(progress.known());
            progress.follow(look, whole::completeExceptionally);
            whole.get();
        }
    }
}
