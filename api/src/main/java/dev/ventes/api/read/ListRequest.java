package dev.ventes.api.read;

import dev.ventes.api.http.Problem;
import dev.ventes.api.http.Request;
import dev.ventes.api.query.Query;
import dev.ventes.api.sale.Fields;
import dev.ventes.api.sale.Violation;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What a {@code GET /ventes} asks for.
 *
 * @param limit sales in a page, and at most in an export
 * @param count {@code exact}, {@code estimated} or nothing
 */
record ListRequest(Query query, Fields fields, Optional<Cursor> from, Optional<Integer> limit, Optional<String> count) {
    /** Sales in a page, if nothing is said. */
    static final int PAGE = 50;

    /** @throws Problem naming all that is wrong */
    static ListRequest read(Request request) {
        var violations = new ArrayList<Violation>();
        var query = Query.read(request::query, violations::add);
        var fields = request.query("fields").map(Fields::parse).orElse(Optional.of(Fields.ALL));
        if (fields.isEmpty()) {
            violations.add(new Violation(
                    "fields", "at most 50 names of columns with commas between them; not _id, _sync, $… nor with '.'"));
        }
        var cursor = request.query("cursor");
        var from = query.flatMap(asked -> cursor.flatMap(text -> Cursor.parse(text, asked)));
        if (query.isPresent() && cursor.isPresent() && from.isEmpty()) {
            violations.add(new Violation(
                    "cursor", "one that a Link header gave, with the same filters and the same sort as there"));
        }
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations);
        }
        return new ListRequest(
                query.orElseThrow(),
                fields.orElseThrow(),
                from,
                request.query("limit").map(Integer::valueOf),
                request.query("count"));
    }
}
