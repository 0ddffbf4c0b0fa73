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
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Many sales with few different values, so that most of them are equal in something, and with every oddity that a table
 * can hold. The same for the same seed.
 */
public final class Crowd {
    public static final List<String> PRODUCTS =
            List.of("Crème brûlée", "WHITE HANGING HEART", "Œuf blanc", "heart, white", "T-light holder", "x");

    public static final List<String> CLIENTS = List.of("Dupont", "O'Neil", "a&b=c", "{\"$ne\": null}");

    private static final List<String> COUNTRIES = List.of("France", "Côte d'Ivoire", "EIRE");
    private static final Instant BEGIN = Instant.parse("2024-01-10T10:00:00Z");

    private final Random random;

    public Crowd(long seed) {
        random = new Random(seed);
    }

    /** Sales with these ids, one in thirty of them deleted. */
    public List<SaleDocument> sales(long from, long to) {
        return LongStream.range(from, to).mapToObj(this::sale).toList();
    }

    public SaleDocument sale(long id) {
        var columns = new LinkedHashMap<String, Object>();
        columns.put(Columns.PRODUIT, oneOf(12, 7L, null, oneIn(PRODUCTS)));
        columns.put(Columns.QUANTITE, oneOf(10, null, new BigDecimal("2.5"), (long) random.nextInt(9) - 2));
        columns.put(Columns.PRIX_UNITAIRE, new BigDecimal("9.99"));
        columns.put(Columns.DATE_VENTE, oneOf(8, oneIn(List.of("infinity", "-infinity", 5L, true)), null, date()));
        columns.put(Columns.CLIENT, oneOf(8, null, "", oneIn(CLIENTS)));
        columns.put(Columns.PAYS, oneIn(COUNTRIES));
        var source = random.nextInt(4) == 0 ? Sync.Source.API : Sync.Source.POSTGRES;
        var made = new Sync.Made(Op.CREATE, source, Optional.empty(), "event", Instant.EPOCH, Instant.EPOCH);
        var sync = new Sync(source, 0, new Position(1, id), 1, id, 1, 1, made, null, List.of());
        return random.nextInt(30) == 0
                ? new SaleDocument(id, null, null, sync)
                : new SaleDocument(id, Columns.of(columns), (BigDecimal) oneOf(8, null, null, amount()), sync);
    }

    /** Equal ones of different scales among them, and such as no double can tell apart. */
    private BigDecimal amount() {
        return switch (random.nextInt(4)) {
            case 0 -> BigDecimal.valueOf(random.nextInt(10)).setScale(random.nextInt(4));
            case 1 -> new BigDecimal("12345678901234567890.0" + random.nextInt(3));
            default -> BigDecimal.valueOf(random.nextInt(400) - 100, 2);
        };
    }

    private Instant date() {
        return BEGIN.plusSeconds(random.nextInt(200));
    }

    private Object oneOf(int rare, Object odd, Object other, Object usual) {
        var n = random.nextInt(rare);
        return n == 0 ? odd : n == 1 ? other : usual;
    }

    private <T> T oneIn(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
