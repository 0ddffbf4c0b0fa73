package dev.ventes.app.importing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * A line of the Online Retail format as a sale. Returns, prices of zero or below, lines without description or customer
 * are sales like any other; bad is only what the table could not hold.
 */
final class OnlineRetail {
    static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            // A stray quote costs a line, not the file.
            .setLenientEof(true)
            .setTrailingData(true)
            .get();

    private static final String DESCRIPTION = "Description";
    private static final String QUANTITY = "Quantity";
    private static final String DATE = "InvoiceDate";
    private static final String PRICE = "UnitPrice";
    private static final String CUSTOMER = "CustomerID";
    private static final String COUNTRY = "Country";
    static final List<String> COLUMNS = List.of(DESCRIPTION, QUANTITY, DATE, PRICE, CUSTOMER, COUNTRY);

    /** As the data set has it, and as a spreadsheet exports it. */
    private static final DateTimeFormatter DATES = DateTimeFormatter.ofPattern(
                    "[uuuu-MM-dd['T'][ ]HH:mm[:ss]][M/d/uuuu H:mm]", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private static final int PRODUIT_LENGTH = 100;
    private static final int CLIENT_LENGTH = 50;
    private static final int PAYS_LENGTH = 60;
    private static final int PRICE_SCALE = 2;
    private static final BigDecimal PRICE_LIMIT = BigDecimal.TEN.pow(8);

    private OnlineRetail() {}

    /** A line that the table cannot hold, and why. */
    static final class BadLine extends Exception {
        private static final long serialVersionUID = 1L;

        BadLine(String why) {
            super(why, null, false, false);
        }
    }

    static Sale sale(CSVRecord line) throws BadLine {
        if (!line.isConsistent()) {
            throw new BadLine("has " + line.size() + " fields");
        }
        return new Sale(
                cut(text(line, DESCRIPTION)),
                quantity(line.get(QUANTITY)),
                price(line.get(PRICE)),
                date(line.get(DATE)),
                within(CLIENT_LENGTH, CUSTOMER, customer(text(line, CUSTOMER))),
                within(PAYS_LENGTH, COUNTRY, text(line, COUNTRY)));
    }

    private static String text(CSVRecord line, String column) throws BadLine {
        var text = line.get(column);
        if (text.indexOf('\0') >= 0) {
            throw new BadLine(column + " holds a NUL, which PostgreSQL cannot");
        }
        return text.isBlank() ? null : text;
    }

    /** By characters as PostgreSQL counts them: one beyond the basic plane is one. */
    private static String cut(String text) {
        return text == null || length(text) <= PRODUIT_LENGTH
                ? text
                : text.substring(0, text.offsetByCodePoints(0, PRODUIT_LENGTH));
    }

    private static String within(int most, String column, String text) throws BadLine {
        if (text != null && length(text) > most) {
            throw new BadLine(column + " is longer than " + most);
        }
        return text;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Customers went through a spreadsheet that took their numbers for fractions. */
    private static String customer(String text) {
        return text != null && text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static int quantity(String text) throws BadLine {
        try {
            return new BigDecimal(text.strip()).intValueExact();
        } catch (NumberFormatException | ArithmeticException e) {
            throw new BadLine(QUANTITY + " is no whole number: " + quoted(text));
        }
    }

    /** What {@code numeric(10,2)} makes of it. */
    private static BigDecimal price(String text) throws BadLine {
        try {
            var price = new BigDecimal(text.strip());
            // Before rounding, which would write out all the digits of 1E+999999.
            if (price.precision() - (long) price.scale() <= 9) {
                var rounded = price.setScale(PRICE_SCALE, RoundingMode.HALF_UP);
                if (rounded.abs().compareTo(PRICE_LIMIT) < 0) {
                    return rounded;
                }
            }
            throw new BadLine(PRICE + " has too many digits: " + quoted(text));
        } catch (NumberFormatException e) {
            throw new BadLine(PRICE + " is no number: " + quoted(text));
        }
    }

    private static LocalDateTime date(String text) throws BadLine {
        try {
            return LocalDateTime.parse(text.strip(), DATES);
        } catch (DateTimeParseException e) {
            throw new BadLine(DATE + " is no date: " + quoted(text));
        }
    }

    private static String quoted(String text) {
        return "“" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "”";
    }
}
