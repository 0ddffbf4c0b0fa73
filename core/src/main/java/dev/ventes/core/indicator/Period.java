package dev.ventes.core.indicator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The periods that figures are kept for, as the groups of buckets: {@code tout}, {@code mois 2010-12} and
 * {@code jour 2010-12-01}. Those of one kind follow each other in the order of time.
 */
public final class Period {
    /** All sales, also those without a date. */
    public static final String ALL = "tout";

    private static final String MONTH = "mois ";
    private static final String DAY = "jour ";

    /** Of the days before and after these, years have another number of digits somewhere on earth, or a sign. */
    private static final Instant FIRST = Instant.parse("0001-01-02T00:00:00Z");

    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    private Period() {}

    /**
     * The day of a sale, if it has one: there may be no date, or one that is in no calendar, such as {@code infinity}.
     *
     * @param date as the sale has it
     * @param zone whose day
     */
    public static Optional<LocalDate> day(Object date, ZoneId zone) {
        return isOfTheCalendar(date) ? Optional.of(LocalDate.ofInstant((Instant) date, zone)) : Optional.empty();
    }

    static boolean isOfTheCalendar(Object date) {
        return date instanceof Instant moment && !moment.isBefore(FIRST) && moment.isBefore(END);
    }

    /** Those that a sale of that day is counted in; empty for a sale without a date. */
    public static List<String> of(Optional<LocalDate> day) {
        return day.map(date -> List.of(ALL, month(YearMonth.from(date)), day(date)))
                .orElse(List.of(ALL));
    }

    public static String month(YearMonth month) {
        return MONTH + month;
    }

    public static String day(LocalDate day) {
        return DAY + day;
    }

    /** Of a group that is a day. */
    public static LocalDate dayOf(String group) {
        return LocalDate.parse(group.substring(DAY.length()));
    }

    /** Of a group that is a month, or a day of it. */
    public static YearMonth monthOf(String group) {
        return group.startsWith(DAY) ? YearMonth.from(dayOf(group)) : YearMonth.parse(group.substring(MONTH.length()));
    }
}
