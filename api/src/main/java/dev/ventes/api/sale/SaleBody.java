package dev.ventes.api.sale;

import dev.ventes.core.sale.Columns;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the columns of a sale from a body that keeps the contract's schema, and checks exactly what a schema cannot:
 * the price is {@code numeric(10,2)}, the date is one that exists. Columns that are left out are null, so that a sale
 * has the same shape wherever it was made.
 */
public final class SaleBody {
    private static final Set<String> RESERVED = Set.of("_id", "_sync", Columns.MONTANT_TOTAL);
    private static final int PRICE_SCALE = 2;
    private static final int PRICE_DIGITS = 10;

    private SaleBody() {}

    /** {@code quantite} as an integer where it is written as 2.0, which JSON calls the same number. */
    public static void normalise(Map<String, Object> body) {
        body.computeIfPresent(Columns.QUANTITE, (name, value) -> {
            if (!(value instanceof BigDecimal number)) {
                return value;
            }
            try {
                return number.longValueExact();
            } catch (ArithmeticException fraction) {
                return value;
            }
        });
    }

    /** What a schema cannot say; empty if all is well. The id may be there if it is {@code id}'s. */
    public static List<Violation> violations(Map<String, Object> body, Long id) {
        var violations = new ArrayList<Violation>();
        for (var name : body.keySet()) {
            if (RESERVED.contains(name)) {
                violations.add(new Violation(name, "is not for the caller to set"));
            }
        }
        if (body.containsKey(Columns.ID) && (id == null || !id.equals(body.get(Columns.ID)))) {
            violations.add(new Violation(Columns.ID, id == null ? "is given by the API" : "must equal the path's"));
        }
        if (body.get(Columns.PRIX_UNITAIRE) instanceof Number price && !isPrice(exact(price))) {
            violations.add(new Violation(Columns.PRIX_UNITAIRE, "at most 2 decimals and 10 digits"));
        }
        if (body.get(Columns.DATE_VENTE) instanceof String date && instant(date) == null) {
            violations.add(new Violation(Columns.DATE_VENTE, "format date-time, from year 1 to 9999"));
        }
        return violations;
    }

    /** The columns of a body without violations. */
    public static Columns columns(Map<String, Object> body, Instant now) {
        var columns = new LinkedHashMap<String, Object>();
        Columns.TABLE.forEach(name -> columns.put(name, body.get(name)));
        columns.put(
                Columns.PRIX_UNITAIRE,
                exact((Number) body.get(Columns.PRIX_UNITAIRE)).setScale(PRICE_SCALE));
        columns.put(
                Columns.DATE_VENTE,
                body.get(Columns.DATE_VENTE) instanceof String date
                        ? instant(date)
                        : now.truncatedTo(ChronoUnit.MILLIS));
        body.forEach(columns::putIfAbsent);
        columns.remove(Columns.ID);
        return Columns.of(columns);
    }

    /** The columns that a patch without violations names. */
    public static Columns patch(Map<String, Object> body) {
        var columns = new LinkedHashMap<>(body);
        columns.computeIfPresent(
                Columns.PRIX_UNITAIRE, (name, price) -> exact((Number) price).setScale(PRICE_SCALE));
        columns.computeIfPresent(Columns.DATE_VENTE, (name, date) -> instant((String) date));
        columns.remove(Columns.ID);
        return Columns.of(columns);
    }

    private static boolean isPrice(BigDecimal price) {
        var plain = price.stripTrailingZeros();
        return plain.scale() <= PRICE_SCALE && plain.precision() - plain.scale() <= PRICE_DIGITS - PRICE_SCALE;
    }

    private static BigDecimal exact(Number number) {
        return number instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(number.longValue());
    }

    private static Instant instant(String date) {
        try {
            var instant = Instant.parse(date).truncatedTo(ChronoUnit.MILLIS);
            var year = instant.atOffset(ZoneOffset.UTC).getYear();
            return year >= 1 && year <= 9999 ? instant : null;
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
