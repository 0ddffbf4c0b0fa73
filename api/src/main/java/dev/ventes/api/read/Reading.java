package dev.ventes.api.read;

import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Problem;
import dev.ventes.api.http.Request;
import dev.ventes.api.sale.ETag;
import dev.ventes.api.sale.SaleJson;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;

/** {@code GET /ventes} and {@code GET /ventes/{id}}. */
public final class Reading {
    private static final int LIMIT = 50;

    private final View view;

    public Reading(View view) {
        this.view = view;
    }

    public Future<Answer> list(Request request) {
        var limit = request.query("limit").map(Integer::valueOf).orElse(LIMIT);
        var text = request.query("cursor");
        var cursor = text.isEmpty() ? Cursor.START : text.flatMap(Cursor::parse).orElse(null);
        if (cursor == null) {
            return Future.failedFuture(Problem.invalid("cursor", "one that a Link header gave"));
        }
        return view.page(cursor, limit)
                .map(page -> Answer.json(200, SaleJson.of(page.sales())).with("Link", links(page, limit)));
    }

    public Future<Answer> get(Request request) {
        var id = request.id();
        return view.find(id)
                .map(found -> found.filter(sale -> !sale.deleted())
                        .map(sale -> Answer.json(200, SaleJson.of(sale))
                                .with(HttpHeaders.ETAG, ETag.of(sale.sync()).quoted()))
                        .orElseThrow(() -> Problem.noSuchSale(id)));
    }

    private static String links(Page page, int limit) {
        var first = "</ventes?limit=" + limit + ">; rel=\"first\"";
        return page.next()
                .map(next -> first + ", </ventes?limit=" + limit + "&cursor=" + next.text() + ">; rel=\"next\"")
                .orElse(first);
    }
}
