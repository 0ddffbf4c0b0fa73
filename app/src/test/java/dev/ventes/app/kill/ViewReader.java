package dev.ventes.app.kill;

import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import dev.ventes.core.view.ViewCollections;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;

/**
 * Looks at the view in MongoDB all along, a window of ids at a time, markers of deleted sales included: where sales are
 * being made, where the API and PostgreSQL edit the same sales, and anywhere else.
 */
final class ViewReader implements Callable<Void> {
    private static final int WINDOW = 400;

    private final ViewCollections view;
    private final Seen seen;
    private final Random random;
    private final BooleanSupplier stopping;

    ViewReader(ViewCollections view, Seen seen, long seed, BooleanSupplier stopping) {
        this.view = view;
        this.seen = seen;
        this.random = new Random(seed);
        this.stopping = stopping;
    }

    @Override
    public Void call() {
        while (!stopping.getAsBoolean()) {
            try {
                look(window());
                Pause.ofMillis(5);
            } catch (MongoException | IllegalStateException away) {
                Pause.ofMillis(100);
            }
        }
        return null;
    }

    private long window() {
        var newest = seen.highestIdBelow(Ids.API_FIRST);
        return switch (random.nextInt(4)) {
            case 0 -> Ids.SHARED_FIRST;
            case 1 -> Ids.API_FIRST + random.nextLong(5) * WINDOW;
            case 2 -> newest - WINDOW / 2;
            default -> random.nextLong(Ids.SEQUENCE_FIRST, Math.max(newest, Ids.SEQUENCE_FIRST + 1));
        };
    }

    private void look(long first) {
        var last = first + WINDOW;
        var before = seen.before(first, last);
        Flux.from(view.ventes().find(Filters.and(Filters.gte("_id", first), Filters.lte("_id", last))))
                .doOnNext(sale -> seen.at(sale.id(), before, sale.sync().position(), "in MongoDB"))
                .then()
                .block(Duration.ofSeconds(30));
    }
}
