package dev.ventes.cli.rejected;

import dev.ventes.cli.Console;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ventes rejected drop}. */
@Command(
        name = "drop",
        mixinStandardHelpOptions = true,
        description =
                "Takes records off the list for good. They stay on the topic until it forgets them after 30 days.")
final class RejectedDrop implements Callable<Integer> {
    private final Map<String, String> environment;
    private final Console console;

    @Mixin
    private Choice choice;

    @Option(names = "--note", paramLabel = "TEXT", required = true, description = "Why; kept with it.")
    private String note;

    @Mixin
    private Output output;

    RejectedDrop(Map<String, String> environment, Console console) {
        this.environment = environment;
        this.console = console;
    }

    /** As {@code --json} shows it. */
    record Result(List<String> dropped) {}

    @Override
    public Integer call() {
        var dropped = new ArrayList<String>();
        try (var workplace = Workplace.open(environment)) {
            choice.of(workplace, reject -> {
                workplace.dealtWith().dropped(reject, note);
                dropped.add(Place.of(reject).toString());
            });
        }
        if (output.json()) {
            console.json(new Result(dropped));
        } else {
            console.line("%,d dropped.".formatted(dropped.size()));
        }
        return ExitCode.WELL;
    }
}
