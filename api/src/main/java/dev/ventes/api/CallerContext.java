package dev.ventes.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionStage;

/**
 * Brings results of other threads, Kafka's and MongoDB's clients, back to the event loop that asked for them, so that a
 * request is worked on by one thread all the way.
 */
public final class CallerContext {
    private CallerContext() {}

    public static <T> Future<T> await(CompletionStage<T> stage) {
        var context = Vertx.currentContext();
        return context == null ? Future.fromCompletionStage(stage) : Future.fromCompletionStage(stage, context);
    }
}
