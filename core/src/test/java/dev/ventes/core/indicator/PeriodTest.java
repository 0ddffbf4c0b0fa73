package dev.ventes.core.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeriodTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    private static Optional<LocalDate> day(String moment) {
        return Period.day(Instant.parse(moment), PARIS);
    }

    @Test
    void aDayBeginsWhereTheBusinessIs() {
        assertThat(day("2024-03-30T22:59:59Z")).contains(LocalDate.of(2024, 3, 30));
        assertThat(day("2024-03-30T23:00:00Z")).contains(LocalDate.of(2024, 3, 31));
        // From here on it is summer.
        assertThat(day("2024-03-31T22:00:00Z")).contains(LocalDate.of(2024, 4, 1));
    }

    @Test
    void whatNoCalendarHasIsNoDay() {
        assertThat(Period.day(null, PARIS)).isEmpty();
        assertThat(Period.day("infinity", PARIS)).isEmpty();
        assertThat(day("9999-12-31T23:59:59Z")).isEmpty();
        assertThat(day("+294000-01-01T00:00:00Z")).isEmpty();
        assertThat(day("-0001-06-01T00:00:00Z")).isEmpty();
    }

    @Test
    void groupsTellTheirMonth() {
        for (var group : Period.of(day("2024-02-29T12:00:00Z")).subList(1, 3)) {
            assertThat(Period.monthOf(group)).isEqualTo(YearMonth.of(2024, 2));
        }
        assertThat(Period.of(Optional.empty())).containsExactly(Period.ALL);
    }
}
