package dev.ventes.core.indicator;

import dev.ventes.core.sale.Columns;
import dev.ventes.core.view.SaleDocument;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.Predicate;

/** What is odd about a sale that is counted all the same. One sale may be odd in several ways. */
public enum Oddity {
    /** Without quantite or prix_unitaire, or with a price that is no number, there is no amount. */
    SANS_MONTANT(sale -> sale.montantTotal() == null),
    MONTANT_NUL(sale -> sale.montantTotal() != null && sale.montantTotal().signum() == 0),
    /** Sold for less than nothing: a correction. Of a return the amount is expected to be negative. */
    MONTANT_NEGATIF(sale -> sale.montantTotal() != null && sale.montantTotal().signum() < 0 && !isReturn(sale)),
    /** So large that a comma may have been forgotten. */
    MONTANT_ABSURDE(sale -> sale.montantTotal() != null && isAbsurd(sale.montantTotal())),
    SANS_PRODUIT(sale -> isMissing(sale, Columns.PRODUIT)),
    SANS_CLIENT(sale -> isMissing(sale, Columns.CLIENT)),
    SANS_PAYS(sale -> isMissing(sale, Columns.PAYS)),
    /** Also with one that is in no calendar: its day is nobody's. */
    SANS_DATE(sale -> !Period.isOfTheCalendar(sale.columns().get(Columns.DATE_VENTE)));

    /** From here on an amount is absurd. */
    public static final BigDecimal ABSURD = new BigDecimal("1000000");

    @SuppressWarnings("ImmutableEnumChecker") // Lambdas that hold nothing.
    private final Predicate<SaleDocument> holds;

    Oddity(Predicate<SaleDocument> holds) {
        this.holds = holds;
    }

    public boolean of(SaleDocument sale) {
        return holds.test(sale);
    }

    /** As documents and JSON spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it came back: a sale of a negative quantity. */
    static boolean isReturn(SaleDocument sale) {
        return sale.columns().get(Columns.QUANTITE) instanceof Long quantite && quantite < 0;
    }

    private static boolean isAbsurd(BigDecimal montant) {
        return montant.abs().compareTo(ABSURD) >= 0;
    }

    private static boolean isMissing(SaleDocument sale, String column) {
        var value = sale.columns().get(column);
        return value == null || (value instanceof String text && text.chars().allMatch(Oddity::isSpace));
    }

    /** Also one that does not end a line: spreadsheets leave them behind. */
    private static boolean isSpace(int letter) {
        return Character.isWhitespace(letter) || Character.isSpaceChar(letter);
    }
}
