package dev.ventes.api.query;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The ends of ranges as parameters spell them. Dates to the millisecond, as the view keeps them. */
final class RangeValues {
    /** What fits a Decimal128. */
    private static final int DIGITS = 34;

    private static final int SCALE = 6000;
    private static final int DATE_LENGTH = 10;
    private static final Duration TICK = Duration.ofMillis(1);

    private RangeValues() {}

    /** Empty if it is no value of that type. */
    static Optional<Object> parse(ValueType type, String text, boolean max) {
        try {
            return Optional.ofNullable(
                    switch (type) {
                        case DATE -> kept(max ? latest(text) : earliest(text));
                        case NUMBER -> number(text);
                        case TEXT, BOOLEAN, NONE -> null;
                    });
        } catch (DateTimeException | ArithmeticException | NumberFormatException notOne) {
            return Optional.empty();
        }
    }

    /** The view counts milliseconds: Java's years go further than they do. */
    private static Instant kept(Instant date) {
        return Instant.ofEpochMilli(date.toEpochMilli());
    }

    private static BigDecimal number(String text) {
        var number = new BigDecimal(text);
        return number.precision() > DIGITS || Math.abs((long) number.scale()) > SCALE ? null : number;
    }

    private static Instant earliest(String text) {
        if (text.length() == DATE_LENGTH) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        var instant = OffsetDateTime.parse(text).toInstant();
        var tick = instant.truncatedTo(ChronoUnit.MILLIS);
        return tick.equals(instant) ? tick : tick.plus(TICK);
    }

    /** A date alone goes to its end. */
    private static Instant latest(String text) {
        return text.length() == DATE_LENGTH
                ? LocalDate.parse(text)
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .minus(TICK)
                : OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
    }
}
