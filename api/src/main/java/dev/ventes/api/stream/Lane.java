package dev.ventes.api.stream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The clients of one event loop. */
final class Lane {
    private final Context context;
    private final Set<Client> clients = new LinkedHashSet<>();
    private final AtomicBoolean woken = new AtomicBoolean();

    /** On its event loop. */
    Lane(Context context, long heartbeatMillis) {
        this.context = context;
        context.owner().setPeriodic(heartbeatMillis, beat -> each(Client::beat));
    }

    void add(Client client) {
        clients.add(client);
        client.done().onComplete(done -> clients.remove(client));
    }

    /** There is something new. Any thread. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(now -> {
                woken.set(false);
                var batches = new Batches();
                each(client -> client.pump(batches));
            });
        }
    }

    /** Any thread. */
    void run(Runnable action) {
        context.runOnContext(now -> action.run());
    }

    /** Does it there, and says how it ended. Any thread. */
    <T> CompletableFuture<T> call(Supplier<Future<T>> action) {
        var result = new CompletableFuture<T>();
        run(() -> action.get().onSuccess(result::complete).onFailure(result::completeExceptionally));
        return result;
    }

    /** Clients may end meanwhile. */
    void each(Consumer<Client> action) {
        List.copyOf(clients).forEach(action);
    }
}
