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

/** Awaits what MongoDB's driver publishes, on the caller's event loop. */
public final class Reply<T> implements Subscriber<T> {
    private final Each<T> each;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /** Takes one after the other, on the driver's threads. */
    public interface Each<T> {
        void take(T item);
    }

    private Reply(Each<T> each) {
        this.each = each;
    }

    /** Hands on one after the other: what is made of them costs the event loop nothing. */
    public static <T> Future<Void> each(Publisher<T> publisher, Each<T> each) {
        var reply = new Reply<>(each);
        publisher.subscribe(reply);
        return CallerContext.await(reply.end);
    }

    /** Collects them; they must be bounded by a limit. */
    public static <T> Future<List<T>> all(Publisher<T> publisher) {
        var items = new ArrayList<T>();
        return each(publisher, items::add).map(end -> items);
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
        if (!end.isDone()) {
            try {
                each.take(item);
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }
}
