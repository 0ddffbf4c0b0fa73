package dev.ventes.transformer.derive;

import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Per day of the business, such as {@code 2024-01-10}; {@code sans_date} where there is none. */
public record SalesByDay(ZoneId zone) implements DerivedView {
    private static final String NO_DATE = "sans_date";

    @Override
    public String collection() {
        return "ventes_par_jour";
    }

    @Override
    public List<Share> shares(SaleDocument sale) {
        var day = sale.columns().get(Columns.DATE_VENTE) instanceof Instant date
                ? date.atZone(zone).toLocalDate().toString()
                : NO_DATE;
        return List.of(new Share(day, Figures.of(sale)));
    }
}
