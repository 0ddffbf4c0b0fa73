package dev.ventes.api.read;

import dev.ventes.api.CallerContext;
import dev.ventes.api.http.Endpoint;
import dev.ventes.api.http.Problem;
import dev.ventes.api.progress.Arrivals;
import dev.ventes.api.sale.ETag;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The header {@code X-Min-Position}: a read that wants to see a write whose position it names, whichever instance has
 * taken it. Any event loop.
 */
public final class MinPosition {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Arrivals arrivals;
    private final Duration patience;

    /** @param patience how long a read waits for the view */
    public MinPosition(Arrivals arrivals, Duration patience) {
        this.arrivals = arrivals;
        this.patience = patience;
    }

    /**
     * The same read, when the view has come there; at once where nothing is asked for. Who waits has not begun to read:
     * how many there may be is a matter of its own.
     */
    public Endpoint before(Endpoint read) {
        return request -> {
            var header = request.header("X-Min-Position");
            return header.isEmpty()
                    ? read.answer(request)
                    : arrival(header.get()).compose(there -> read.answer(request));
        };
    }

    private Future<Void> arrival(String text) {
        var place = ETag.parse(text.startsWith("\"") ? text : '"' + text + '"')
                .orElseThrow(() -> Problem.invalid("X-Min-Position", "a position as ETag and X-Position give it"));
        var arrival = arrivals.at(place.partition(), place.position());
        return CallerContext.await(arrival)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> arrival.cancel(false))
                .recover(tooLate -> Future.failedFuture(
                        Problem.unavailable("The view has not come to " + place.text() + " yet.", SOON)));
    }
}
