package dev.ventes.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static Report report(Long givenUpAt, List<Difference> differences, String obstacle, String ofIndicators) {
        return new Report(
                "0/1",
                givenUpAt,
                2,
                1,
                "2",
                "9.00",
                0,
                0,
                List.of(),
                differences,
                List.of(),
                Set.of(obstacle),
                IndicatorsReport.notCompared(ofIndicators));
    }

    @Test
    void allThatWasNotLookedAtIsSaid() {
        var report = report(7L, List.of(), "the stream stands still", "they are being filled");

        assertThat(report.complete()).isFalse();
        assertThat(report.whyIncomplete())
                .containsExactly(
                        "the stream stands still", "given up after so many differences", "they are being filled");
    }

    @Test
    void indicatorsWaitUntilTheRowsAreRight() {
        var report = report(null, List.of(new Difference(5, List.of("missing"))), "x", "rows differ");

        assertThat(report.whyIncomplete()).containsExactly("x");
    }
}
