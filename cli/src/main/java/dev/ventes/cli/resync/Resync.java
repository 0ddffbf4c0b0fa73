package dev.ventes.cli.resync;

import dev.ventes.cli.Console;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.Output;
import dev.ventes.cli.WrongUseException;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.config.LogConfig;
import dev.ventes.core.config.ManagementConfig;
import dev.ventes.core.config.Settings;
import dev.ventes.core.config.TopicConfig;
import dev.ventes.core.topic.Progress;
import dev.ventes.core.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ventes resync}. */
@Command(
        name = "resync",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Has the connector read rows of the table once more, while the stream goes on.",
            "",
            "Without options the whole table. What PostgreSQL no longer has of the ids that were asked for is removed "
                    + "from the view at the end, except with --where: nobody can tell if the condition held for it. "
                    + "Sales made, and edits and deletes made through the API stay, unless the row has changed."
        })
public final class Resync implements Callable<Integer> {
    private static final int PORT_OF_CONNECTOR = 9101;

    private final Map<String, String> environment;
    private final Console console;

    @Option(names = "--from", paramLabel = "ID", description = "The first id; the lowest unless given.")
    private Long from;

    @Option(names = "--to", paramLabel = "ID", description = "The last id; the highest unless given.")
    private Long to;

    @Option(names = "--where", paramLabel = "SQL", description = "Only rows for which this condition holds.")
    private String where;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long a connector may take to begin (default: ${DEFAULT-VALUE}).")
    private int patience;

    @Mixin
    private Output output;

    private record Config(KafkaConfig kafka, TopicConfig topics) {
        static Config read(Settings settings) {
            // No use is made of these; what is wrong with them is said all the same.
            ManagementConfig.read(settings, PORT_OF_CONNECTOR);
            LogConfig.read(settings);
            return new Config(KafkaConfig.read(settings), TopicConfig.read(settings));
        }
    }

    public Resync(Map<String, String> environment, Console console) {
        this.environment = environment;
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        var first = from == null ? Long.MIN_VALUE : from;
        var last = to == null ? Long.MAX_VALUE : to;
        if (first > last || patience < 0) {
            throw new WrongUseException("--from must not be above --to, --patience not below 0");
        }
        var config = Configuration.readUnreached(environment, Config::read);
        try (var rereading = new Rereading(config.kafka(), Topics.of(config.topics()));
                var progress = new dev.ventes.cli.Progress(console, "resync", "rows")) {
            var other = rereading.underWay();
            if (other.isPresent()) {
                throw new WrongUseException("ids " + other.get().from() + " to "
                        + other.get().to() + " are being read already; wait for their end");
            }
            var outcome =
                    rereading.read(first, last, where, Duration.ofSeconds(patience), rows -> progress.reached(rows, 0));
            return tell(outcome);
        }
    }

    private int tell(Progress.Resync outcome) {
        if (output.json()) {
            console.json(outcome);
        } else {
            console.line(
                    switch (outcome.stage()) {
                        case DONE -> "%,d rows have been read once more.".formatted(outcome.rows());
                        case FAILED -> "The rows could not be read: " + outcome.fault() + ".";
                        case WANTED, RUNNING ->
                            "No connector has begun yet. It will, as soon as one runs: the wish stands.";
                    });
        }
        return outcome.stage() == Progress.Resync.Stage.DONE ? ExitCode.WELL : ExitCode.FOUND;
    }
}
