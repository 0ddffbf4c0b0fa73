package dev.ventes.transformer.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lets histories happen, and tells of one that breaks a promise by as few of its steps as still break one. */
final class Simulation {
    private final Flaw flaw;

    Simulation(Flaw flaw) {
        this.flaw = flaw;
    }

    /** A promise that was broken, and what broke it. */
    record Failure(long seed, String broken, List<Step> steps) {
        @Override
        public String toString() {
            return "seed " + seed + ": " + broken
                    + steps.stream().map(step -> "\n    " + step).collect(Collectors.joining());
        }
    }

    /** The first of the histories with seeds from {@code from} to before {@code to} that fails. */
    Optional<Failure> firstFailure(long from, long to) {
        for (var seed = from; seed < to; seed++) {
            var steps = Histories.of(seed);
            if (broken(steps) != null) {
                var fewest = shrunk(steps);
                return Optional.of(new Failure(seed, broken(fewest), fewest));
            }
        }
        return Optional.empty();
    }

    /** Which promise the history breaks, in a sentence; null if it keeps them all. */
    String broken(List<Step> steps) {
        var world = new World(flaw);
        try {
            steps.forEach(world::perform);
            world.settle();
            Verdicts.check(world);
            return null;
        } catch (Violation violation) {
            return violation.getMessage();
        }
    }

    /** Leaves steps out, many at once and then fewer, as long as what is left still fails. */
    private List<Step> shrunk(List<Step> steps) {
        var rest = steps;
        for (var size = rest.size() / 2; size > 0; size = size == 1 ? 0 : size / 2) {
            var before = -1;
            while (before != rest.size()) {
                before = rest.size();
                for (var from = 0; from < rest.size(); ) {
                    var fewer = new ArrayList<>(rest.subList(0, from));
                    fewer.addAll(rest.subList(Math.min(rest.size(), from + size), rest.size()));
                    if (broken(fewer) == null) {
                        from += size;
                    } else {
                        rest = fewer;
                    }
                }
            }
        }
        return rest;
    }
}
