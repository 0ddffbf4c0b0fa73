package dev.ventes.api.read;

import dev.ventes.api.query.SortField;
import dev.ventes.api.sale.Row;
import java.util.List;
import java.util.Optional;

/** Some sales of a list in its order, and where the ones before and after them are read from. */
record Page(List<Row> rows, Optional<Cursor> prev, Optional<Cursor> next) {
    Page {
        rows = List.copyOf(rows);
    }

    /** From sales in the order of reading, of which there may be one too many: it says that there are more. */
    static Page of(List<Row> found, Optional<Cursor> from, int limit, SortField sort) {
        var backward = from.filter(Cursor::backward).isPresent();
        var more = found.size() > limit;
        var read = more ? found.subList(0, limit) : found;
        var rows = backward ? read.reversed() : read;
        // What the page was reached from lies behind the reader; if nothing is left here, then from the same place.
        var behind = from.map(cursor -> rows.isEmpty()
                ? cursor.turned()
                : backward ? Cursor.after(rows.getLast(), sort) : Cursor.before(rows.getFirst(), sort));
        var ahead = more
                ? Optional.of(backward ? Cursor.before(rows.getFirst(), sort) : Cursor.after(rows.getLast(), sort))
                : Optional.<Cursor>empty();
        return backward ? new Page(rows, ahead, behind) : new Page(rows, behind, ahead);
    }
}
