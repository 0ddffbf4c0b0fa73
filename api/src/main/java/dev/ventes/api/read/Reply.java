package dev.ventes.api.read;

import dev.ventes.api.CallerContext;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Collects what MongoDB's driver publishes, which must be bounded by a limit, on the caller's event loop. */
public final class Reply<T> implements Subscriber<T> {
    private final List<T> items = new ArrayList<>();
    private final CompletableFuture<List<T>> all = new CompletableFuture<>();

    private Reply() {}

    public static <T> Future<List<T>> all(Publisher<T> publisher) {
        var reply = new Reply<T>();
        publisher.subscribe(reply);
        return CallerContext.await(reply.all);
    }

    public static <T> Future<Optional<T>> first(Publisher<T> publisher) {
        return all(publisher).map(items -> items.stream().findFirst());
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T item) {
        items.add(item);
    }

    @Override
    public void onError(Throwable failure) {
        all.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        all.complete(items);
    }
}
