package dev.ventes.cli.rebuild;

import dev.ventes.cli.Console;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.Output;
import dev.ventes.cli.Progress;
import dev.ventes.cli.WrongUseException;
import dev.ventes.core.config.Configuration;
import dev.ventes.transformer.TransformerConfig;
import dev.ventes.transformer.publish.Enriched;
import dev.ventes.transformer.rebuild.RebuildFailed;
import dev.ventes.transformer.rebuild.Rebuilding;
import dev.ventes.transformer.rebuild.Rebuilt;
import dev.ventes.transformer.rebuild.Watcher;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ventes rebuild}. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes the view in MongoDB anew from the topic ventes.enriched, beside the one that is there, and swaps them.",
            "",
            "The services go on: reads are answered all the time, writes wait for the moment of the swap. Use it when "
                    + "documents were changed, removed or added behind the transformer's back, or a collection was lost. "
                    + "If it fails or is stopped, the view is as it was; run it again.",
            "",
            "If MongoDB has lost everything: stop the transformers, run this, and start them again. Without the command "
                    + "the sales that were made through the API would be missing, since they live nowhere else. The "
                    + "connector then reads the table once more by itself. What deleted sales leave behind, the markers, "
                    + "is lost with the view as far as the topic no longer has it.",
            "",
            "It takes the transformers' configuration; ventes.transformer.group must be theirs."
        })
public final class Rebuild implements Callable<Integer> {
    private final Map<String, String> environment;
    private final Console console;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long the view may stand still while it is behind the log (default: ${DEFAULT-VALUE}).")
    private int patience;

    @Mixin
    private Output output;

    /** The result as machines read it. */
    private record Told(long records, long documents, long markers, long heldMillis, boolean partitionsMade) {}

    public Rebuild(Map<String, String> environment, Console console) {
        this.environment = environment;
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (patience < 1) {
            throw new WrongUseException("--patience must be at least 1");
        }
        var config = Configuration.readUnreached(environment, TransformerConfig::read);
        try (var progress = new Progress(console, "rebuild", "records");
                var rebuilding = new Rebuilding(config, Duration.ofSeconds(patience), watcher(progress))) {
            return tell(rebuilding.run());
        } catch (RebuildFailed | Enriched.Unreadable failed) {
            console.err().println("ventes: " + failed.getMessage());
            return ExitCode.FOUND;
        }
    }

    private static Watcher watcher(Progress progress) {
        return new Watcher() {
            @Override
            public void reached(long records, double part) {
                progress.reached(records, part);
            }

            @Override
            public void says(String what) {
                progress.says(what);
            }
        };
    }

    private int tell(Rebuilt rebuilt) {
        if (output.json()) {
            console.json(new Told(
                    rebuilt.records(),
                    rebuilt.documents(),
                    rebuilt.markers(),
                    rebuilt.held().toMillis(),
                    rebuilt.partitionsMade()));
            return ExitCode.WELL;
        }
        console.line("%,d records read, %,d documents written, %,d markers taken over from the old view."
                .formatted(rebuilt.records(), rebuilt.documents(), rebuilt.markers()));
        console.line(
                rebuilt.partitionsMade()
                        ? "Where the view stood was lost, and has been found in the topics. Start the transformers; the"
                                + " connector reads the table once more. Markers of sales that were deleted long ago are"
                                + " lost."
                        : "Writes were held for %,d ms."
                                .formatted(rebuilt.held().toMillis()));
        return ExitCode.WELL;
    }
}
