package dev.ventes.cli.verify;

import dev.ventes.cli.Console;
import dev.ventes.cli.ExitCode;
import dev.ventes.cli.Output;
import dev.ventes.cli.Progress;
import dev.ventes.cli.WrongUseException;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.config.Settings;
import dev.ventes.core.service.Logging;
import dev.ventes.core.service.Service;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code ventes verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Proves that the view has every row as PostgreSQL has it, and that the indicators are what the sales add "
                    + "up to; or names the ids and the figures where it is otherwise.",
            "",
            "Range by range of ids it compares count, sum of quantite, sum of montant_total and a hash of all columns "
                    + "on both sides, and walks down to the ids that differ. What is still under way is no difference: "
                    + "an id counts when it still differs after the stream has passed the row. Of sales that were "
                    + "edited or deleted through the API, the row that PostgreSQL had last is compared; sales that "
                    + "the API alone made are counted and left out.",
            "",
            "Of the whole table, the indicators, too: each figure is added up from the sales of the view, which have "
                    + "just been proved, and compared."
        })
public final class Verify implements Callable<Integer> {
    private final Map<String, String> environment;
    private final Console console;

    @Option(names = "--from", paramLabel = "ID", description = "The first id; the lowest unless given.")
    private Long from;

    @Option(names = "--to", paramLabel = "ID", description = "The last id; the highest unless given.")
    private Long to;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Give up after so many differences (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Rows that are compared at once (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long the stream may take to pass a row (default: ${DEFAULT-VALUE}).")
    private int patience;

    @Option(
            names = "--repair",
            description = "Have the rows that differ read once more, and look at them again: what then differs counts.")
    private boolean repair;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            converter = Every.class,
            description = {
                "Go on until a signal: verify, rest for so long (10m, 1h, 1d), verify. Metrics and health are on the "
                        + "management port (9104)."
            })
    private Duration every;

    /** A time of the configuration's form. */
    static final class Every implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                var time = Settings.duration(text);
                if (time.isPositive()) {
                    return time;
                }
            } catch (DateTimeParseException none) {
                // As a time that does not pass.
            }
            throw new TypeConversionException("must be a time such as 10m, 1h or 1d");
        }
    }

    @Mixin
    private Output output;

    public Verify(Map<String, String> environment, Console console) {
        this.environment = environment;
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        var scope = scope();
        if (every != null) {
            Service.main("verifier", () -> {
                var config = Configuration.readUnreached(environment, VerifyConfig::read);
                Logging.configure(config.connector().log());
                return PeriodicVerification.start(config, scope, every, repair).service();
            });
            return ExitCode.WELL;
        }
        var report = report(Configuration.readUnreached(environment, VerifyConfig::read), scope);
        if (output.json()) {
            console.json(report);
        } else {
            report.print(console);
        }
        return report.exitCode();
    }

    private Report report(VerifyConfig config, Scope scope) throws Exception {
        var nanos = System.nanoTime();
        try (var verifier = Verifier.open(config, scope);
                var findings = new Findings(config, scope)) {
            Report report;
            try (var progress = new Progress(console, "verify", "rows")) {
                report = verifier.verify(progress);
            }
            if (repair && !report.differences().isEmpty()) {
                report = repaired(verifier, report);
            }
            try (var progress = new Progress(console, "indicators", "sales")) {
                report = verifier.withIndicators(report, progress);
            }
            findings.found(report, Duration.ofNanos(System.nanoTime() - nanos));
            return report;
        }
    }

    private Report repaired(Verifier verifier, Report report) throws Exception {
        console.err()
                .println("repair: %,d ids differ, and are read once more: %s"
                        .formatted(
                                report.differences().size(),
                                report.differences().stream()
                                        .map(difference -> String.valueOf(difference.id()))
                                        .collect(Collectors.joining(", "))));
        try (var progress = new Progress(console, "repair", "rows")) {
            var repaired = verifier.repair(report, progress);
            repaired.obstacle().ifPresent(obstacle -> console.err().println("repair: " + obstacle));
            return repaired.report();
        }
    }

    private Scope scope() {
        if (limit < 1 || rows < 1 || patience < 0) {
            throw new WrongUseException("--limit and --rows must be at least 1, --patience at least 0");
        }
        var ids = new Ids(from == null ? Long.MIN_VALUE : from - 1, to == null ? Long.MAX_VALUE : to);
        if (ids.isEmpty()) {
            throw new WrongUseException("--from must not be above --to");
        }
        return new Scope(ids, rows, limit, Duration.ofSeconds(patience));
    }
}
