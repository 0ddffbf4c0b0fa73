package dev.ventes.core.indicator;

import java.time.LocalDate;
import java.time.YearMonth;
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

    private Period() {}

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

    /** Of a group that is a month. */
    public static YearMonth monthOf(String group) {
        return YearMonth.parse(group.substring(MONTH.length()));
    }
}
