package dev.ventes.api.id;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoCommandException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.reactivestreams.client.MongoCollection;
import dev.ventes.api.CallerContext;
import dev.ventes.api.read.Reply;
import dev.ventes.api.read.View;
import dev.ventes.core.log.SaleKey;
import dev.ventes.core.view.ViewCollections;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.bson.Document;

/**
 * Gives numbers to new sales, from 1,000,000,000: below are PostgreSQL's. A counter in MongoDB is taken in blocks, so
 * that most numbers cost nothing; what is left of a block when the process ends is never used. No number is given
 * twice, except when the counter was restored from a backup: then a create finds its number taken, and {@link #skip}
 * goes beyond whatever the view has. Any thread.
 */
public final class SaleIds {
    /** The first number that is not PostgreSQL's. */
    public static final long FIRST = SaleKey.FIRST_API_ID;

    static final int BLOCK = 100;

    private static final String COUNTER = "ventes";
    private static final String TAKEN = "taken";

    private final MongoCollection<Document> counters;
    private final View view;

    private IdBlock block = IdBlock.EMPTY;
    private CompletableFuture<Void> refill;

    public SaleIds(ViewCollections collections, View view) {
        this.counters = collections.counters();
        this.view = view;
    }

    public Future<Long> next() {
        CompletableFuture<Void> filled;
        synchronized (this) {
            if (!block.isEmpty()) {
                var id = block.first();
                block = block.rest();
                return Future.succeededFuture(id);
            }
            filled = refill(Future::succeededFuture);
        }
        return CallerContext.await(filled).compose(ready -> next());
    }

    /** The number turned out to be taken: goes on above the highest that is. */
    public Future<Void> skip(long taken) {
        CompletableFuture<Void> filled;
        synchronized (this) {
            if (!block.isEmpty() && !block.follows(taken)) {
                return Future.succeededFuture();
            }
            block = IdBlock.EMPTY;
            filled = refill(() -> beyond(taken));
        }
        return CallerContext.await(filled);
    }

    /** One at a time, for everybody. */
    private CompletableFuture<Void> refill(Supplier<Future<Void>> before) {
        if (refill == null) {
            var filling = new CompletableFuture<Void>();
            refill = filling;
            before.get().compose(ready -> take()).onComplete(taken -> {
                synchronized (this) {
                    refill = null;
                    if (taken.succeeded()) {
                        block = taken.result();
                    }
                }
                if (taken.succeeded()) {
                    filling.complete(null);
                } else {
                    filling.completeExceptionally(taken.cause());
                }
            });
            return filling;
        }
        return refill;
    }

    private Future<IdBlock> take() {
        return increment().recover(failure -> isLostRace(failure) ? increment() : Future.failedFuture(failure));
    }

    private Future<IdBlock> increment() {
        var options = new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);
        var taking = counters.findOneAndUpdate(Filters.eq("_id", COUNTER), Updates.inc(TAKEN, (long) BLOCK), options);
        return Reply.first(taking).map(counter -> {
            var end = FIRST + counter.orElseThrow().getLong(TAKEN);
            return new IdBlock(end - BLOCK, end);
        });
    }

    private Future<Void> beyond(long taken) {
        return view.highestId().compose(highest -> {
            var used = Math.max(taken, highest.orElse(taken)) - FIRST + 1;
            return Reply.first(counters.updateOne(
                            Filters.eq("_id", COUNTER), Updates.max(TAKEN, used), new UpdateOptions().upsert(true)))
                    .mapEmpty();
        });
    }

    /** Two instances that create the counter at once: one of them finds it there. */
    private static boolean isLostRace(Throwable failure) {
        return failure instanceof MongoCommandException command
                && ErrorCategory.fromErrorCode(command.getErrorCode()) == ErrorCategory.DUPLICATE_KEY;
    }
}
