package dev.ventes.cli.verify;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ventes.cli.Console;
import dev.ventes.cli.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a verification found. The ids of {@code differences} are those that a repair would read again.
 *
 * @param lsn PostgreSQL's position when it began: what was committed before it has been compared
 * @param givenUpAt the id after which there were too many differences to go on; null where all has been compared
 * @param rows of PostgreSQL
 * @param edited of these, edited or deleted through the API: what PostgreSQL said last was compared
 * @param apiAlone sales that PostgreSQL never had, which were left out
 * @param notCompared columns, with their types
 * @param unsettled ids that may differ or may be under way
 * @param obstacles why that could not be told
 * @param indicators what was found of them; null where not the whole table was verified
 */
record Report(
        String lsn,
        Long givenUpAt,
        long rows,
        long ranges,
        String quantite,
        @JsonProperty("montant_total") String montantTotal,
        long edited,
        long apiAlone,
        List<String> notCompared,
        List<Difference> differences,
        List<Long> unsettled,
        Set<String> obstacles,
        @JsonInclude(JsonInclude.Include.NON_NULL) IndicatorsReport indicators) {

    /** Whether everything was looked at, and the stream let us tell what differs from what was under way. */
    boolean complete() {
        return whyIncomplete().isEmpty();
    }

    List<String> whyIncomplete() {
        var why = new ArrayList<>(obstacles);
        if (givenUpAt != null) {
            why.add("given up after so many differences");
        }
        // Where rows differ the indicators wait until they are right.
        if (indicators != null && differences.isEmpty()) {
            why.addAll(indicators.obstacles());
        }
        return why;
    }

    /** The same, with what has become of the differences. */
    Report after(Settlement repaired) {
        return new Report(
                lsn,
                givenUpAt,
                rows,
                ranges,
                quantite,
                montantTotal,
                edited,
                apiAlone,
                notCompared,
                repaired.differences(),
                Stream.concat(unsettled.stream(), repaired.unsettled().stream()).toList(),
                Stream.concat(obstacles.stream(), repaired.obstacles().stream()).collect(Collectors.toSet()),
                indicators);
    }

    /** The same, with what was found of the indicators. */
    Report with(IndicatorsReport found) {
        return new Report(
                lsn,
                givenUpAt,
                rows,
                ranges,
                quantite,
                montantTotal,
                edited,
                apiAlone,
                notCompared,
                differences,
                unsettled,
                obstacles,
                found);
    }

    /** How many figures of the indicators differ, as far as they were looked at. */
    int differingIndicators() {
        return indicators == null ? 0 : indicators.differing();
    }

    int exitCode() {
        var well = differences.isEmpty() && unsettled.isEmpty() && (indicators == null || indicators.well());
        return well ? ExitCode.WELL : ExitCode.FOUND;
    }

    void print(Console console) {
        for (var difference : differences) {
            difference.ways().forEach(way -> console.line(difference.id() + "  " + way));
        }
        unsettled.forEach(id -> console.line(id + "  may differ, or its change may still be under way"));
        obstacles.forEach(obstacle -> console.line("It cannot be told what is still under way: " + obstacle + "."));
        if (!notCompared.isEmpty()) {
            console.line("Not compared, since the view holds them in a form of its own: "
                    + String.join(", ", notCompared) + ".");
        }
        console.line("%s%,d rows of PostgreSQL in %,d ranges: %s. Sum of quantite %s, of montant_total %s."
                .formatted(
                        givenUpAt == null ? "" : "Given up at id " + givenUpAt + " after so many differences. ",
                        rows,
                        ranges,
                        verdict(),
                        quantite,
                        montantTotal));
        console.line(
                "%,d were edited or deleted through the API and keep PostgreSQL's row; %,d more sales are the API's."
                        .formatted(edited, apiAlone));
        if (indicators != null) {
            indicators.print(console);
        }
    }

    private String verdict() {
        if (differences.isEmpty() && unsettled.isEmpty()) {
            return "the view has all of them as they are, and no others";
        }
        var open = unsettled.isEmpty() ? "" : ", %,d could not be settled".formatted(unsettled.size());
        return "%,d differ".formatted(differences.size()) + open;
    }
}
