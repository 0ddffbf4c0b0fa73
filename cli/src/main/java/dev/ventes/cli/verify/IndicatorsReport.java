package dev.ventes.cli.verify;

import dev.ventes.cli.Console;
import java.util.List;
import java.util.Set;

/**
 * What a verification found of the indicators.
 *
 * @param buckets that were compared with what the sales add up to; those of one key in several partitions count each
 * @param unsettled those that may differ, or may be under way
 * @param foreign documents among them that no transformer writes, and that the API would add up
 * @param leftOut collections that are being filled
 * @param obstacles why not all could be compared
 */
record IndicatorsReport(
        long buckets,
        List<IndicatorDifference> differences,
        List<String> unsettled,
        List<String> foreign,
        Set<String> leftOut,
        Set<String> obstacles) {

    static IndicatorsReport notCompared(String why) {
        return new IndicatorsReport(0, List.of(), List.of(), List.of(), Set.of(), Set.of(why));
    }

    int differing() {
        return differences.size() + foreign.size();
    }

    boolean well() {
        return differing() == 0 && unsettled.isEmpty() && obstacles.isEmpty();
    }

    void print(Console console) {
        differences.forEach(difference -> console.line(difference.text()));
        foreign.forEach(console::line);
        unsettled.forEach(key -> console.line(key + ": may differ, or its change may still be under way"));
        obstacles.forEach(obstacle -> console.line("Not all indicators could be compared: " + obstacle + "."));
        if (!leftOut.isEmpty()) {
            console.line("Being filled, and therefore left out: " + String.join(", ", leftOut) + ".");
        }
        if (buckets > 0) {
            console.line("%,d figures of the indicators, added up from the sales: %s.".formatted(buckets, verdict()));
        }
    }

    private String verdict() {
        var open = unsettled.isEmpty() ? "" : ", %,d could not be settled".formatted(unsettled.size());
        if (differing() > 0) {
            return "%,d differ%s; ventes rebuild makes them anew".formatted(differing(), open);
        }
        if (!open.isEmpty()) {
            return "none differs for certain" + open;
        }
        return obstacles.isEmpty() ? "all are equal to the cent" : "none of them differs";
    }
}
