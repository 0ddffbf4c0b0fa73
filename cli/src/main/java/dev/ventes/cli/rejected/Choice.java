package dev.ventes.cli.rejected;

import dev.ventes.core.rejected.Reject;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which of the open records a command is about: exactly one of these must be said. */
final class Choice {
    @ArgGroup(multiplicity = "1")
    private Which which;

    private static final class Which {
        @Parameters(
                paramLabel = "PARTITION/OFFSET",
                description = "The record, as list shows it: 3/17",
                converter = Place.Converter.class)
        private Place place;

        @Option(names = "--all", description = "All that are open.")
        private boolean all;

        @Option(names = "--reason", paramLabel = "TEXT", description = "All that are open whose reason contains this.")
        private String reason;
    }

    void of(Workplace workplace, Consumer<Reject> work) {
        if (which.place != null) {
            work.accept(workplace.openAt(which.place));
            return;
        }
        var text = which.all ? "" : which.reason;
        workplace.open(reject -> {
            if (reject.reason().contains(text)) {
                work.accept(reject);
            }
        });
    }
}
