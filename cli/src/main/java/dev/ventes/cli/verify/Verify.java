package dev.ventes.cli.verify;

import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.cli.Console;
import dev.ventes.cli.Output;
import dev.ventes.cli.Progress;
import dev.ventes.cli.WrongUseException;
import dev.ventes.cli.resync.Rereading;
import dev.ventes.connector.postgres.Postgres;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.ViewCollections;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ventes verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Proves that the view has every row as PostgreSQL has it, or names the ids where it has not.",
            "",
            "Range by range of ids it compares count, sum of quantite, sum of montant_total and a hash of all columns "
                    + "on both sides, and walks down to the ids that differ. What is still under way is no difference: "
                    + "an id counts when it still differs after the stream has passed the row. Of sales that were "
                    + "edited or deleted through the API, the row that PostgreSQL had last is compared; sales that "
                    + "the API alone made are counted and left out."
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
            description = "Have the rows that differ read once more, and compare again: the result is the second's.")
    private boolean repair;

    @Mixin
    private Output output;

    public Verify(Map<String, String> environment, Console console) {
        this.environment = environment;
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (limit < 1 || rows < 1 || patience < 0) {
            throw new WrongUseException("--limit and --rows must be at least 1, --patience at least 0");
        }
        var config = Configuration.readUnreached(environment, VerifyConfig::read);
        var report = report(config);
        if (repair && !report.differences().isEmpty()) {
            repair(config, report);
            report = report(config);
        }
        if (output.json()) {
            console.json(report);
        } else {
            report.print(console);
        }
        return report.exitCode();
    }

    private void repair(VerifyConfig config, Report report) throws Exception {
        var kafka = config.connector().kafka();
        try (var rereading = new Rereading(kafka, Topics.of(config.connector().topics()));
                var progress = new Progress(console, "repair", "rows")) {
            var ids = report.differences().stream().map(Difference::id).toList();
            console.err().println("repair: %,d ids differ, and are read once more".formatted(ids.size()));
            var obstacle = Repair.repair(ids, rereading, Duration.ofSeconds(patience), progress);
            if (obstacle != null) {
                console.err().println("repair: " + obstacle);
            }
        }
    }

    private Report report(VerifyConfig config) throws Exception {
        var topics = Topics.of(config.connector().topics());
        var kafka = config.connector().kafka();
        try (var table = Table.open(new Postgres(config.connector().postgres()));
                var mongo = MongoClients.create(config.mongo().settings("ventes"));
                var admin = Admin.create(kafka.properties(ADMIN));
                var progress = new Progress(console, "verify", "rows")) {
            var view = new View(ViewCollections.of(mongo, config.mongo().database()), table.columns());
            var stream = new StreamPosition(
                    kafka, topics, admin, table, view, config.connector().slotPrefix());
            var settlement = new Settlement(table, view, stream, Duration.ofSeconds(patience));
            var verification = new Verification(table, new Comparison(table, view, rows), settlement, progress, limit);
            return verification.run(ids());
        }
    }

    private Ids ids() {
        var ids = new Ids(from == null ? Long.MIN_VALUE : from - 1, to == null ? Long.MAX_VALUE : to);
        if (ids.isEmpty()) {
            throw new WrongUseException("--from must not be above --to");
        }
        return ids;
    }

    private static final Map<String, Object> ADMIN =
            Map.of("client.id", "ventes-verify", "default.api.timeout.ms", 10_000, "request.timeout.ms", 5_000);
}
