package dev.ventes.api.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.core.indicator.Period;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanTest {
    private static final LocalDate FIRST = LocalDate.of(2023, 11, 1);
    private static final int DAYS = 250;

    private static Span span(LocalDate min, LocalDate max) {
        return new Span(Optional.ofNullable(min), Optional.ofNullable(max));
    }

    /** A day is in it by its month's group or by its own. */
    private static long timesIn(List<Span.Groups> groups, LocalDate day) {
        return groups.stream()
                .filter(group -> isIn(group, Period.month(YearMonth.from(day))) || isIn(group, Period.day(day)))
                .count();
    }

    private static boolean isIn(Span.Groups groups, String group) {
        return groups.from().compareTo(group) <= 0 && group.compareTo(groups.to()) <= 0;
    }

    @Test
    void eachDayOfASpanIsInItsGroupsOnceAndNoOtherIs() {
        var random = new Random(7);
        for (var round = 0; round < 500; round++) {
            var min = random.nextInt(10) == 0 ? null : FIRST.plusDays(random.nextInt(DAYS));
            var max = random.nextInt(10) == 0 ? null : FIRST.plusDays(random.nextInt(DAYS));
            var groups = span(min, max).groups();
            if (min == null && max == null) {
                assertThat(groups).containsExactly(new Span.Groups(Period.ALL, Period.ALL));
                continue;
            }
            for (var day = FIRST.minusDays(40); day.isBefore(FIRST.plusDays(DAYS + 40)); day = day.plusDays(1)) {
                var isIn = (min == null || !day.isBefore(min)) && (max == null || !day.isAfter(max));
                assertThat(timesIn(groups, day))
                        .as(min + " to " + max + ": " + day)
                        .isEqualTo(isIn ? 1 : 0);
            }
        }
    }

    @Test
    void wholeMonthsAreReadAsMonths() {
        assertThat(span(LocalDate.of(2024, 1, 30), LocalDate.of(2024, 3, 1)).groups())
                .containsExactly(
                        new Span.Groups("mois 2024-02", "mois 2024-02"),
                        new Span.Groups("jour 2024-01-30", "jour 2024-01-31"),
                        new Span.Groups("jour 2024-03-01", "jour 2024-03-01"));
        assertThat(span(LocalDate.of(2024, 2, 1), LocalDate.of(2024, 2, 29)).groups())
                .isEqualTo(new ArrayList<>(List.of(new Span.Groups("mois 2024-02", "mois 2024-02"))));
    }
}
