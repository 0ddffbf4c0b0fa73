package dev.ventes.api.write;

import dev.ventes.api.CallerContext;
import dev.ventes.core.view.SaleDocument;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the view shows of the sales that were written. A question that has not been sent yet takes along everybody who asks
 * until it is; one is under way at a time, so that a thousand sales that became readable at once are asked for in a few
 * questions. Any thread.
 */
final class Shown {
    /** In one question. */
    private static final int MOST = 1000;

    private final Function<Collection<Long>, Future<List<SaleDocument>>> view;
    private final Map<Long, CompletableFuture<Optional<SaleDocument>>> waiting = new LinkedHashMap<>();
    private boolean asking;

    /** @param view finds those of the sales that are there */
    Shown(Function<Collection<Long>, Future<List<SaleDocument>>> view) {
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
            var first = waiting.entrySet().iterator();
            while (first.hasNext() && asked.size() < MOST) {
                var next = first.next();
                asked.put(next.getKey(), next.getValue());
                first.remove();
            }
        }
        ask(asked).onComplete(over -> {
            synchronized (this) {
                asking = false;
            }
            ask();
        });
    }

    private Future<?> ask(Map<Long, CompletableFuture<Optional<SaleDocument>>> asked) {
        return Future.succeededFuture(asked.keySet())
                .compose(view)
                .onSuccess(found -> {
                    var sales = found.stream().collect(Collectors.toMap(SaleDocument::id, sale -> sale));
                    asked.forEach((id, wanted) -> wanted.complete(Optional.ofNullable(sales.get(id))));
                })
                .onFailure(failure -> {
                    if (asked.size() == 1) {
                        asked.values().forEach(wanted -> wanted.completeExceptionally(failure));
                    } else {
                        // One of them may be to blame.
                        asked.forEach((id, wanted) -> {
                            var unused = ask(Map.of(id, wanted));
                        });
                    }
                });
    }
}
