package dev.ventes.api.write;

import dev.ventes.api.CallerContext;
import dev.ventes.api.read.View;
import dev.ventes.core.view.SaleDocument;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What the view shows of the sales that were written. A question that has not been sent yet takes along everybody who asks
 * until it is; one is under way at a time, so that a thousand sales that became readable at once are asked for in a few
 * questions. Any thread.
 */
final class Shown {
    /** In one question. */
    private static final int MOST = 1000;

    private final View view;
    private final Map<Long, CompletableFuture<Optional<SaleDocument>>> waiting = new HashMap<>();
    private boolean asking;

    Shown(View view) {
        this.view = view;
    }

    /** The sale, or the marker that it left, as it is at some time after this call. */
    Future<Optional<SaleDocument>> find(long id) {
        CompletableFuture<Optional<SaleDocument>> found;
        synchronized (this) {
            found = waiting.computeIfAbsent(id, wanted -> new CompletableFuture<>());
        }
        var shown = CallerContext.await(found);
        ask();
        return shown;
    }

    private void ask() {
        var asked = new HashMap<Long, CompletableFuture<Optional<SaleDocument>>>();
        synchronized (this) {
            if (asking || waiting.isEmpty()) {
                return;
            }
            asking = true;
            for (var id : new ArrayList<>(waiting.keySet()).subList(0, Math.min(MOST, waiting.size()))) {
                asked.put(id, waiting.remove(id));
            }
        }
        Future.succeededFuture(asked.keySet()).compose(view::find).onComplete(answered -> {
            synchronized (this) {
                asking = false;
            }
            ask();
            if (answered.succeeded()) {
                answered.result().forEach(sale -> asked.remove(sale.id()).complete(Optional.of(sale)));
                asked.values().forEach(missing -> missing.complete(Optional.empty()));
            } else {
                asked.values().forEach(wanted -> wanted.completeExceptionally(answered.cause()));
            }
        });
    }
}
