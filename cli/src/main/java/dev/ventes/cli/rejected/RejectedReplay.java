package dev.ventes.cli.rejected;

import dev.ventes.cli.Console;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.Output;
import dev.ventes.core.rejected.Reject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ventes rejected replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Appends the original bytes, key and headers to the original topic again, for when the cause is gone. What is "
                    + "replayed is no longer listed; if it is rejected again, it is listed anew.",
            "",
            "PostgreSQL's changes are refused: one that comes late could overwrite something newer, or is ignored since "
                    + "a newer connector has spoken. They are mended by what PostgreSQL says now: change the row once "
                    + "more; verify shows which rows differ."
        })
final class RejectedReplay implements Callable<Integer> {
    private final Map<String, String> environment;
    private final Console console;

    @Mixin
    private Choice choice;

    @Option(names = "--force", description = "Replay PostgreSQL's changes, too.")
    private boolean force;

    @Mixin
    private Output output;

    private final List<String> replayed = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();

    RejectedReplay(Map<String, String> environment, Console console) {
        this.environment = environment;
        this.console = console;
    }

    /** A record that is left as it is. */
    record Refused(String place, String why) {}

    /** As {@code --json} shows it. */
    record Result(List<String> replayed, List<Refused> refused) {}

    @Override
    public Integer call() {
        try (var workplace = Workplace.open(environment);
                var replay = new Replay(workplace.config().kafka())) {
            choice.of(workplace, reject -> work(reject, replay, workplace.dealtWith()));
        } finally {
            if (output.json()) {
                console.json(new Result(replayed, refused));
            } else {
                refused.forEach(one -> console.line(one.place + "  refused: " + one.why));
                console.line("%,d replayed, %,d refused.".formatted(replayed.size(), refused.size()));
            }
        }
        return refused.isEmpty() ? ExitCode.WELL : ExitCode.FOUND;
    }

    private void work(Reject reject, Replay replay, DealtWith dealtWith) {
        var why = refusal(reject);
        if (why.isPresent()) {
            refused.add(new Refused(Place.of(reject).toString(), why.get()));
            return;
        }
        var to = replay.append(reject);
        // Afterwards: what fails in between is replayed twice rather than forgotten.
        dealtWith.replayed(reject, to);
        replayed.add(Place.of(reject).toString());
        if (!output.json()) {
            console.line(Place.of(reject) + "  is now " + to);
        }
    }

    private Optional<String> refusal(Reject reject) {
        if (reject.isOmitted()) {
            return Optional.of("its bytes were too many to be kept; they are in " + reject.topic() + " "
                    + reject.partition() + "/" + reject.offset() + " while the log keeps them");
        }
        if (!force && reject.origin() == Reject.Origin.POSTGRESQL) {
            return Optional.of(
                    "PostgreSQL's changes may overwrite something newer when they come late; change the row in"
                            + " PostgreSQL once more instead, or say --force");
        }
        return Optional.empty();
    }
}
