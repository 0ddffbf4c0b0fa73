package dev.ventes.api.read;

import dev.ventes.api.http.Answer;
import dev.ventes.api.sale.Fields;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/**
 * A whole list, read page by page and written as fast as the caller takes it: one page is in memory at a time. On the
 * request's event loop.
 */
final class Export implements Answer.Body {
    /** Sales in a page: few enough that many exports do not fill the memory. */
    static final int PAGE = 1000;

    private final View view;
    private final Listing listing;
    private final ExportFormat format;
    private final Fields fields;
    private final Page first;
    private final Promise<Void> done = Promise.promise();
    private long left;

    /**
     * Begins to read when it is written.
     *
     * @param first read already, so that a view that cannot be read is told with a status
     * @param most how many sales may be written
     */
    Export(View view, Listing listing, ExportFormat format, Fields fields, Page first, long most) {
        this.view = view;
        this.listing = listing;
        this.format = format;
        this.fields = fields;
        this.first = first;
        this.left = most;
    }

    @Override
    public Future<Void> writeTo(HttpServerResponse response) {
        response.setChunked(true)
                .write(format.head(fields))
                .onSuccess(begun -> write(first, response))
                .onFailure(done::tryFail);
        return done.future();
    }

    /** No chain of futures, which would grow with the list. */
    private void write(Page page, HttpServerResponse response) {
        left -= page.rows().size();
        response.write(format.of(page.rows(), fields))
                .onSuccess(taken -> go(page.next().filter(next -> left > 0), response))
                .onFailure(done::tryFail);
    }

    private void go(Optional<Cursor> next, HttpServerResponse response) {
        if (response.closed()) {
            done.tryFail(new ClosedChannelException());
        } else if (next.isEmpty()) {
            response.end().onSuccess(all -> done.tryComplete()).onFailure(done::tryFail);
        } else {
            view.page(listing, next, (int) Math.min(PAGE, left), fields)
                    .onSuccess(page -> write(page, response))
                    .onFailure(done::tryFail);
        }
    }
}
