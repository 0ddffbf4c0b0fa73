package dev.ventes.cli.rejected;

import dev.ventes.cli.Console;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.Output;
import dev.ventes.core.rejected.Reject;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ventes rejected list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the rejected records that nobody has replayed or dropped. Exit code 1 if there are any.")
final class RejectedList implements Callable<Integer> {
    private final Map<String, String> environment;
    private final Console console;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Only those whose reason contains this.")
    private String reason = "";

    @Mixin
    private Output output;

    RejectedList(Map<String, String> environment, Console console) {
        this.environment = environment;
        this.console = console;
    }

    /** One record, as {@code --json} shows it, a line each. */
    record Line(
            String place,
            String topic,
            int partition,
            long offset,
            String key,
            String reason,
            String origin,
            String time) {
        static Line of(Reject reject) {
            return new Line(
                    Place.of(reject).toString(),
                    reject.topic(),
                    reject.partition(),
                    reject.offset(),
                    Bytes.shown(reject.key()),
                    reject.reason(),
                    reject.origin().name().toLowerCase(Locale.ROOT),
                    reject.time().toString());
        }
    }

    @Override
    public Integer call() {
        var count = new long[1];
        try (var workplace = Workplace.open(environment)) {
            workplace.open(reject -> {
                if (reject.reason().contains(reason)) {
                    count[0]++;
                    print(Line.of(reject));
                }
            });
        }
        if (!output.json()) {
            console.line(count[0] == 0 ? "No rejected record is open." : "%,d open.".formatted(count[0]));
        }
        return count[0] == 0 ? ExitCode.WELL : ExitCode.FOUND;
    }

    private void print(Line line) {
        if (output.json()) {
            console.json(line);
        } else {
            console.line("%-8s  was %s %d/%d at %s  from %-10s  key %s%n          %s"
                    .formatted(
                            line.place,
                            line.topic,
                            line.partition,
                            line.offset,
                            line.time,
                            line.origin,
                            line.key,
                            line.reason));
        }
    }
}
