package dev.ventes.api.read;

import dev.ventes.api.ApiConfig;
import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Problem;
import dev.ventes.api.http.Request;
import dev.ventes.api.sale.ETag;
import dev.ventes.api.sale.SaleJson;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code GET /ventes} and {@code GET /ventes/{id}}. Any event loop; how many exports there are at once is bounded. */
public final class Reading {
    private static final List<String> TYPES = List.of(Answer.JSON, ExportFormat.CSV.type(), ExportFormat.NDJSON.type());

    private static final Duration LATER = Duration.ofSeconds(10);

    private final View view;
    private final ApiConfig.Reading config;
    private final AtomicInteger exports = new AtomicInteger();

    public Reading(View view, ApiConfig.Reading config) {
        this.view = view;
        this.config = config;
    }

    public Future<Answer> list(Request request) {
        var asked = ListRequest.read(request);
        var format = ExportFormat.of(request.preferred(TYPES));
        return format.isPresent() ? export(asked, format.get(), request) : page(asked, request);
    }

    public Future<Answer> get(Request request) {
        var id = request.id();
        return view.find(id)
                .map(found -> found.filter(sale -> !sale.deleted())
                        .map(sale -> {
                            var tag = ETag.of(sale.sync()).quoted();
                            var answer =
                                    Tag.isKnown(request, tag) ? Answer.empty(304) : Answer.json(200, SaleJson.of(sale));
                            return answer.with(HttpHeaders.ETAG, tag);
                        })
                        .orElseThrow(() -> Problem.noSuchSale(id)));
    }

    private Future<Answer> page(ListRequest asked, Request request) {
        var listing = new Listing(asked.query());
        var limit = asked.limit().orElse(ListRequest.PAGE);
        var counting = Count.of(view, asked.query(), listing, asked.count(), config.counting());
        return view.page(listing, asked.from(), limit, asked.fields())
                .compose(page -> counting.map(count -> {
                    var links = Links.of(page, asked.query(), limit, request);
                    var body = SaleJson.of(page.rows(), asked.fields());
                    var tag = Tag.of(body, links);
                    var answer = (Tag.isKnown(request, tag) ? Answer.empty(304) : Answer.json(200, body))
                            .with(HttpHeaders.ETAG, tag)
                            .with(HttpHeaders.VARY, HttpHeaders.ACCEPT.toString())
                            .with("Link", links);
                    count.ifPresent(known -> known.tell(answer));
                    return answer;
                }));
    }

    private Future<Answer> export(ListRequest asked, ExportFormat format, Request request) {
        if (asked.from().filter(Cursor::backward).isPresent()) {
            throw Problem.invalid("cursor", "not that of a link prev, from which the whole list cannot be read");
        }
        var response = request.context().response();
        if (response.ended() || response.closed()) {
            // Its end has been told, and would not give the place back.
            return Future.failedFuture(new ClosedChannelException());
        }
        if (exports.incrementAndGet() > config.exports()) {
            exports.decrementAndGet();
            throw Problem.unavailable("Too many lists are being exported.", LATER);
        }
        // However the request ends, also where a deadline has answered it before the first page came.
        request.context().addEndHandler(ended -> exports.decrementAndGet());
        var listing = new Listing(asked.query());
        long most = asked.limit().map(Long::valueOf).orElse(Long.MAX_VALUE);
        return view.page(listing, asked.from(), (int) Math.min(Export.PAGE, most), asked.fields())
                .map(first -> {
                    var export = new Export(view, listing, format, asked.fields(), first, most);
                    return Answer.stream(200, format.contentType(), export)
                            .with(HttpHeaders.VARY, HttpHeaders.ACCEPT.toString());
                });
    }
}
