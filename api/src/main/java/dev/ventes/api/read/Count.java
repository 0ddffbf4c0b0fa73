package dev.ventes.api.read;

import com.mongodb.MongoExecutionTimeoutException;
import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Problem;
import dev.ventes.api.query.Filter;
import dev.ventes.api.query.Query;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How many sales a list has, as far as that was asked for.
 *
 * @param kind {@code exact}, {@code estimated}, or {@code at-least} where counting was given up
 */
record Count(long sales, String kind) {
    private static final int ENOUGH = 10_000;
    private static final Duration LATER = Duration.ofSeconds(30);

    /** @param asked {@code exact}, {@code estimated} or nothing */
    static Future<Optional<Count>> of(
            View view, Query query, Listing listing, Optional<String> asked, Duration patience) {
        if (asked.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        var counting = asked.get().equals("exact")
                ? view.count(listing, patience).map(sales -> new Count(sales, "exact"))
                : estimate(view, query, listing, patience);
        return counting.timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .map(Optional::of)
                .recover(failure -> Future.failedFuture(
                        failure instanceof TimeoutException || failure instanceof MongoExecutionTimeoutException
                                ? tooLong(patience)
                                : failure));
    }

    private static Problem tooLong(Duration patience) {
        return Problem.unavailable(
                "The sales could not be counted within " + patience.toMillis()
                        + " ms. Ask for fewer of them, for count=estimated, or for no count.",
                LATER);
    }

    private static Future<Count> estimate(View view, Query query, Listing listing, Duration patience) {
        return query.filter().equals(Filter.ALL)
                ? view.roughCount().map(sales -> new Count(sales, "estimated"))
                : view.countUpTo(ENOUGH + 1, listing, patience)
                        .map(sales -> sales > ENOUGH ? new Count(ENOUGH, "at-least") : new Count(sales, "estimated"));
    }

    void tell(Answer answer) {
        answer.with("X-Total-Count", String.valueOf(sales)).with("X-Total-Count-Kind", kind);
    }
}
