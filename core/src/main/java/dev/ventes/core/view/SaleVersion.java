package dev.ventes.core.view;

import dev.ventes.core.log.Position;
import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HexFormat;

/**
 * What a sale was from one change of it to the next, or that it was deleted. Everything in it comes from the change at
 * its position: whoever makes it, and however often, makes the same.
 *
 * @param columns without the key; null for a deletion
 * @param montantTotal quantite × prix_unitaire, exact; null where it cannot be computed, and for a deletion
 * @param until when the next change reached the log, for a deletion the deletion itself; null where it is the sale's
 *     present version
 */
public record SaleVersion(
        long sale,
        int partition,
        Position position,
        Columns columns,
        BigDecimal montantTotal,
        Sync.Made made,
        Instant until) {
    private static final HexFormat HEX = HexFormat.of();

    /** The version that the document shows. */
    public static SaleVersion of(SaleDocument sale, Instant until) {
        var sync = sale.sync();
        return new SaleVersion(
                sale.id(), sync.partition(), sync.position(), sale.columns(), sale.montantTotal(), sync.made(), until);
    }

    public boolean deleted() {
        return columns == null;
    }

    public String key() {
        return key(sale, position);
    }

    /**
     * The name of a sale's version: {@code 1000000000/00000001/0000000000000412}, the epoch and the offset in hexadecimal
     * digits, so that the names of a sale's versions are in the order of their positions.
     */
    public static String key(long sale, Position position) {
        return sale + "/" + HEX.toHexDigits((int) position.epoch()) + "/" + HEX.toHexDigits(position.offset());
    }
}
