package dev.ventes.infra.mongo.imitation;

import java.time.Duration;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Lets a test wait for what the driver publishes. */
final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Await() {}

    /** Null when there is none. */
    static <T> T first(Publisher<T> published) {
        return Flux.from(published).blockFirst(LIMIT);
    }

    static <T> List<T> all(Publisher<T> published) {
        return Flux.from(published).collectList().block(LIMIT);
    }
}
