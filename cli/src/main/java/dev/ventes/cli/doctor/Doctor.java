package dev.ventes.cli.doctor;

import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.cli.Console;
import dev.ventes.cli.Output;
import dev.ventes.connector.postgres.Postgres;
import dev.ventes.core.config.Configuration;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.ViewCollections;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ventes doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at everything that Ventes rests on and does not control: PostgreSQL's settings, rights, publication, "
                    + "slot, keys and sequence; Kafka's topics; MongoDB's version, write concern and indexes; the "
                    + "clocks. Changes nothing, and may run at any time.",
            "",
            "Faults come with the command that mends them; remarks are worth knowing and no faults. The clock of this "
                    + "machine is compared with PostgreSQL's and MongoDB's, so run it where a transformer runs. "
                    + "Kafka's cannot be asked for without writing to it."
        })
public final class Doctor implements Callable<Integer> {
    private final Map<String, String> environment;
    private final Console console;

    @Mixin
    private Output output;

    public Doctor(Map<String, String> environment, Console console) {
        this.environment = environment;
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        var config = Configuration.readUnreached(environment, DoctorConfig::read);
        var findings = new Findings();
        var postgres = new Postgres(config.connector().postgres());
        var clock = new ClockSkew(Clock.systemUTC());
        findings.of("postgresql", new PostgresExamination(config.connector(), postgres, clock)::findings);
        try (var mongo = MongoClients.create(config.mongo().settings("ventes"))) {
            var view = ViewCollections.of(mongo, config.mongo().database());
            findings.of("mongodb", new MongoExamination(config.mongo(), view, clock)::findings);
            findings.of("kafka", () -> {
                try (var admin = Admin.create(config.connector().kafka().properties(ADMIN))) {
                    return new KafkaExamination(Topics.of(config.connector().topics()), admin, view).findings();
                }
            });
        }
        if (output.json()) {
            console.json(findings.json());
        } else {
            findings.print(console);
        }
        return findings.exitCode();
    }

    private static final Map<String, Object> ADMIN =
            Map.of("client.id", "ventes-doctor", "default.api.timeout.ms", 10_000, "request.timeout.ms", 5_000);
}
