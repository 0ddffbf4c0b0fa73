package dev.ventes.api.indicator;

import dev.ventes.core.indicator.Period;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From one day to another, both within it; open where there is none.
 *
 * @param min the first day
 * @param max the last day
 */
record Span(Optional<LocalDate> min, Optional<LocalDate> max) {
    /** Before and after all that PostgreSQL's timestamps can be here. */
    private static final LocalDate FIRST = LocalDate.of(1, 1, 1);

    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

    /** Whether no day is within it. */
    boolean isEmpty() {
        return min.isPresent() && max.isPresent() && max.get().isBefore(min.get());
    }

    boolean isAll() {
        return min.isEmpty() && max.isEmpty();
    }

    /** Groups of buckets that follow each other, from one to another, both among them. */
    record Groups(String from, String to) {}

    /** The fewest groups that have all sales of the span and no others. */
    List<Groups> groups() {
        if (isAll()) {
            return List.of(new Groups(Period.ALL, Period.ALL));
        }
        var first = min.orElse(FIRST);
        var last = max.orElse(LAST);
        var firstWhole = YearMonth.from(first).plusMonths(first.getDayOfMonth() == 1 ? 0 : 1);
        var lastWhole = YearMonth.from(last).minusMonths(last.getDayOfMonth() == last.lengthOfMonth() ? 0 : 1);
        if (firstWhole.isAfter(lastWhole)) {
            return List.of(days(first, last));
        }
        var groups = new ArrayList<Groups>();
        groups.add(months(firstWhole, lastWhole));
        if (first.isBefore(firstWhole.atDay(1))) {
            groups.add(days(first, firstWhole.atDay(1).minusDays(1)));
        }
        if (last.isAfter(lastWhole.atEndOfMonth())) {
            groups.add(days(lastWhole.plusMonths(1).atDay(1), last));
        }
        return groups;
    }

    /** Each day by itself. */
    Groups days() {
        return days(min.orElse(FIRST), max.orElse(LAST));
    }

    /** The same as {@link #groups}, where each is of one month. */
    List<Groups> groupsOfMonths() {
        return isAll() ? List.of(months(YearMonth.from(FIRST), YearMonth.from(LAST))) : groups();
    }

    /** All of each month that has days of the span, and of the one before the first. */
    Groups wholeMonthsFromTheOneBefore() {
        return months(
                min.map(YearMonth::from).map(first -> first.minusMonths(1)).orElse(YearMonth.from(FIRST)),
                YearMonth.from(max.orElse(LAST)));
    }

    private static Groups days(LocalDate from, LocalDate to) {
        return new Groups(Period.day(from), Period.day(to));
    }

    private static Groups months(YearMonth from, YearMonth to) {
        return new Groups(Period.month(from), Period.month(to));
    }
}
