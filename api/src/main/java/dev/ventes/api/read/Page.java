package dev.ventes.api.read;

import dev.ventes.core.view.SaleDocument;
import java.util.List;
import java.util.Optional;

/** Some sales of the list, and where the next ones begin if there are any. */
public record Page(List<SaleDocument> sales, Optional<Cursor> next) {
    public Page {
        sales = List.copyOf(sales);
    }

    /** From sales of which there may be one too many. */
    static Page of(List<SaleDocument> found, int limit) {
        if (found.size() <= limit) {
            return new Page(found, Optional.empty());
        }
        var sales = found.subList(0, limit);
        return new Page(sales, Optional.of(Cursor.after(sales.getLast())));
    }
}
