package dev.ventes.api.history;

import dev.ventes.api.http.Answer;
import dev.ventes.api.http.Problem;
import dev.ventes.api.http.Request;
import dev.ventes.api.read.View;
import dev.ventes.api.sale.ETag;
import dev.ventes.api.sale.SaleJson;
import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.view.SaleVersion;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code GET /ventes/{id}/history} and {@code GET /ventes/{id}?at=TIME}. Any event loop. */
public final class HistoryReading {
    private static final int LIMIT = 50;

    private final View view;
    private final Versions versions;

    public HistoryReading(View view, Versions versions) {
        this.view = view;
        this.versions = versions;
    }

    public Future<Answer> list(Request request) {
        var id = request.id();
        var limit = request.query("limit").map(Integer::valueOf).orElse(LIMIT);
        var cursor = request.query("cursor");
        if (cursor.isEmpty()) {
            return known(id).compose(known -> page(id, known, limit));
        }
        return Position.parse(cursor.get())
                .map(below -> page(id, new Known(Optional.empty(), below), limit))
                .orElseGet(() -> Future.failedFuture(Problem.invalid("cursor", "one that a Link header gave")));
    }

    /** One version more than the page holds says whether there is another page. */
    private Future<Answer> page(long id, Known known, int limit) {
        return versions.below(id, known.below(), limit + 1).map(past -> {
            var found = new ArrayList<SaleVersion>();
            known.newest().ifPresent(found::add);
            found.addAll(past);
            var page = found.subList(0, Math.min(limit, found.size()));
            return Answer.json(200, VersionJson.of(page)).with("Link", links(id, page, found.size() > limit, limit));
        });
    }

    private static String links(long id, List<SaleVersion> page, boolean more, int limit) {
        var path = "</ventes/" + id + "/history?limit=" + limit;
        var first = path + ">; rel=\"first\"";
        return more ? first + ", " + path + "&cursor=" + page.getLast().position() + ">; rel=\"next\"" : first;
    }

    public Future<Answer> at(Request request) {
        var id = request.id();
        Instant time;
        try {
            time = OffsetDateTime.parse(request.query("at").orElseThrow()).toInstant();
        } catch (DateTimeException notATime) {
            return Future.failedFuture(Problem.invalid("at", "format date-time"));
        }
        return known(id)
                .compose(known -> known.newest()
                        .filter(newest -> !newest.made().loggedAt().isAfter(time))
                        .map(newest -> Future.succeededFuture(asItWas(newest, time)))
                        .orElseGet(() -> versions.lastBefore(id, known.below(), time)
                                .compose(found -> found.map(version -> Future.succeededFuture(asItWas(version, time)))
                                        .orElseGet(() -> beforeTheFirst(id, known, time)))));
    }

    private static Answer asItWas(SaleVersion version, Instant time) {
        if (version.deleted()) {
            throw Problem.of(
                    Problem.Type.NOT_FOUND,
                    "Sale " + version.sale() + " was not there at " + time + ": it was deleted at "
                            + version.made().loggedAt() + ".");
        }
        // Every version is followed by one that is known, unless none were kept for a while.
        if (version.until() != null && !time.isBefore(version.until())) {
            throw Problem.of(
                    Problem.Type.NOT_FOUND,
                    "The history of sale " + version.sale() + " has a gap: what came after " + version.until()
                            + " is not known.");
        }
        return Answer.json(200, SaleJson.of(version))
                .with(HttpHeaders.ETAG, new ETag(version.partition(), version.position()).quoted());
    }

    private Future<Answer> beforeTheFirst(long id, Known known, Instant time) {
        return versions.oldest(id).compose(oldest -> {
            var first = oldest.or(known::newest);
            var created = first.filter(version -> version.made().op() == Op.CREATE);
            return Future.failedFuture(Problem.of(
                    Problem.Type.NOT_FOUND,
                    created.map(version -> "Sale " + id + " was not there at " + time + ": it was created at "
                                    + version.made().loggedAt() + ".")
                            .or(() -> first.map(version -> "The history of sale " + id + " does not reach back to "
                                    + time + ": it begins at " + version.made().loggedAt() + "."))
                            .orElse("There is no history of sale " + id + ".")));
        });
    }

    /** Fails with a problem where there never was such a sale, as far as is known. */
    private Future<Known> known(long id) {
        return view.find(id).compose(found -> {
            if (found.isEmpty()) {
                return versions.lastDeletion(id)
                        .map(deletion -> deletion.map(Known::past).orElseThrow(() -> Problem.noSuchSale(id)));
            }
            var present = SaleVersion.of(found.get(), null);
            return present.deleted() ? deleted(present) : Future.succeededFuture(Known.present(present));
        });
    }

    /** A marker may be newer than the deletion: PostgreSQL has named the row since, and it stayed deleted. */
    private Future<Known> deleted(SaleVersion marker) {
        var known = Known.past(marker);
        return versions.below(marker.sale(), known.below(), 1)
                .map(last -> last.stream().anyMatch(SaleVersion::deleted) ? known : Known.present(marker));
    }
}
