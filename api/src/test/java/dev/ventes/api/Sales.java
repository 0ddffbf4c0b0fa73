package dev.ventes.api;

import dev.ventes.core.log.Op;
import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.core.view.Sync;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Sales to test with. */
public final class Sales {
    private Sales() {}

    public static SaleDocument document(long id) {
        return dated(id, Instant.parse("2024-01-10T10:00:00Z"));
    }

    /** A sale whose date is this, whatever it is. */
    public static SaleDocument dated(long id, Object date) {
        var columns = new LinkedHashMap<String, Object>();
        columns.put(Columns.PRODUIT, "Laptop");
        columns.put(Columns.QUANTITE, 2L);
        columns.put(Columns.PRIX_UNITAIRE, new BigDecimal("500.00"));
        columns.put(Columns.DATE_VENTE, date);
        columns.put(Columns.CLIENT, null);
        columns.put(Columns.PAYS, "France");
        return new SaleDocument(id, Columns.of(columns), new BigDecimal("1000.00"), sync());
    }

    public static SaleDocument marker(long id) {
        return new SaleDocument(id, null, null, sync());
    }

    private static Sync sync() {
        return new Sync(
                Sync.Source.POSTGRES,
                0,
                new Position(1, 7),
                1,
                7,
                1,
                1,
                new Sync.Made(Op.CREATE, Sync.Source.POSTGRES, Optional.empty(), "event", Instant.EPOCH, Instant.EPOCH),
                null,
                List.of());
    }
}
